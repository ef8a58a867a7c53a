/** `JSON.rawJSON` is part of Node, and not yet of TypeScript's library: a value that `JSON.stringify` writes as it is. */
export const rawJson = (JSON as unknown as { rawJSON(text: string): { readonly rawJSON: string } }).rawJSON;

/** Reads JSON as Python does: whole numbers have as many digits as they like, those beyond 2^53 are `rawJson`. */
export function parsePythonJson(text: string): unknown {
  return /\d{16}/.test(text) ? JSON.parse(text, keepInteger) : JSON.parse(text);
}

function keepInteger(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source ?? '';
  return typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? rawJson(source) : value;
}

/** The digits of a big whole number that `parsePythonJson` or the database has read; undefined for anything else. */
export function bigIntegerText(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'rawJSON' in value ? String(value.rawJSON) : undefined;
}
