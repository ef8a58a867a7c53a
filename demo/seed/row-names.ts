const DIGITS = '0123456789abcdefghijklmnopqrstuv';

/** A name for a child row, in the shape of Frappe's (ten letters and digits), the same for the same key. */
export function rowName(key: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < key.length; index += 1) {
    const code = key.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  let name = '';
  for (let index = 0; index < 10; index += 1) {
    const word = index < 5 ? high : low;
    name += DIGITS[(word >>> ((index % 5) * 6)) & 31];
  }
  return name;
}
