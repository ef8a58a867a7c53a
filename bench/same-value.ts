const DOC_STATUS: Record<string, number> = { DRAFT: 0, SUBMITTED: 1, CANCELLED: 2 };

/**
 * Compares an answer with the site's own values. GraphQL may write a value in its own way: exact digits as a string, a
 * `docstatus` by name, a Check as a boolean, a date and time with a `T`.
 *
 * @throws Error naming the first place that differs.
 */
export function assertSameValue(actual: unknown, expected: unknown, path = 'answer'): void {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) fail(actual, expected, path);
    expected.forEach((item, index) => {
      assertSameValue((actual as unknown[])[index], item, `${path}[${index}]`);
    });
  } else if (isObject(expected)) {
    if (!isObject(actual) || keysOf(actual) !== keysOf(expected)) fail(actual, expected, path);
    for (const [key, value] of Object.entries(expected)) assertSameValue(actual[key], value, `${path}.${key}`);
  } else if (!isSameLeaf(actual, expected)) fail(actual, expected, path);
}

function isSameLeaf(actual: unknown, expected: unknown): boolean {
  if (actual === expected) return true;
  if (typeof expected === 'number') {
    if (typeof actual === 'boolean') return actual === (expected === 1);
    if (typeof actual !== 'string') return false;
    return DOC_STATUS[actual] === expected || (actual !== '' && Number(actual) === expected);
  }
  return typeof expected === 'string' && typeof actual === 'string' && actual === expected.replace(' ', 'T');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function keysOf(value: Record<string, unknown>): string {
  return Object.keys(value).sort().join(' ');
}

function fail(actual: unknown, expected: unknown, path: string): never {
  const short = (value: unknown) => JSON.stringify(value)?.slice(0, 200);
  throw new Error(`${path}: expected ${short(expected)}, got ${short(actual)}`);
}
