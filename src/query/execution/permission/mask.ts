/**
 * The masks of v17: `XXXXXXXX`, `XX-XX-XXXX`, `XX:XX`, `098XXXXXX`, or nothing of nothing (frappe/model/utils/mask.py).
 */
const MASK = /XX|^X*$/;

/** The masks of values that are not text. */
const PLAIN_MASKS: ReadonlySet<unknown> = new Set(['XXXXXXXX', 'XX-XX-XXXX', 'XX:XX']);

/** Whether a value of a docfield that does not hold text is a mask. */
export function isPlainMask(value: unknown): boolean {
  return PLAIN_MASKS.has(value);
}

/** Whether the site may have put a mask in the place of a value. */
export function hasMask(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && MASK.test(value));
}
