/** Sites send '' as well as null for text that is not set. */
export function emptyToNull(value: unknown): unknown {
  return value === '' ? null : value;
}

/** @returns null for text that is not a number. */
export function toNumber(value: unknown): number | null {
  const number = Number(value);
  return value === '' || Number.isNaN(number) ? null : number;
}
