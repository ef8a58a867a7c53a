/** An answer of the gateway, as it is compared. */
export interface SoakAnswer {
  readonly data?: unknown;
  readonly errors?: readonly SoakError[];
}

interface SoakError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code?: string; readonly count?: number };
}

/** The result of comparing an answer with that of a site without faults. */
export type Verdict = 'right' | 'partial' | 'refused' | { readonly wrong: string };

/** Codes by which the gateway reports that the site, or the load on it, is to blame. */
const FAULT_CODES: ReadonlySet<string | undefined> = new Set([
  'UPSTREAM_ERROR',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_CONTRACT',
  'RATE_LIMITED',
  'OVERLOADED',
]);

/**
 * Compares an answer by value. `partial`: some values are null, each of them with an error of the site. `refused`: all of
 * them are.
 */
export function judge(expected: SoakAnswer, answer: SoakAnswer): Verdict {
  const usual = new Set((expected.errors ?? []).map(({ extensions }) => extensions.code));
  const errors = answer.errors ?? [];
  const odd = errors.find(({ extensions }) => !usual.has(extensions.code) && !FAULT_CODES.has(extensions.code));
  if (odd) return { wrong: `an error with ${odd.extensions.code}: ${odd.message}` };
  const faults = errors.filter(({ extensions }) => FAULT_CODES.has(extensions.code));
  if (faults.length === 0) {
    const isSame = JSON.stringify(answer) === JSON.stringify(expected);
    return isSame ? 'right' : { wrong: differenceOf(expected, answer) };
  }
  if (Object.values(answer.data ?? {}).every((value) => value === null)) return 'refused';
  const wrong = findWrong(expected.data, answer.data, [], faults);
  return wrong === null ? 'partial' : { wrong };
}

/** @returns the first place that is neither as expected nor null for one of the errors; null if there is none. */
function findWrong(
  expected: unknown,
  actual: unknown,
  path: readonly (string | number)[],
  errors: readonly SoakError[],
): string | null {
  if (actual === null && expected !== null && errors.some((error) => explains(error, path))) return null;
  if (typeof expected !== 'object' || expected === null || typeof actual !== 'object' || actual === null) {
    return expected === actual
      ? null
      : `${path.join('.')} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`;
  }
  const [keys, others] = [Object.keys(expected), Object.keys(actual)];
  if (keys.join() !== others.join()) return `${path.join('.')} has ${others.join()}, not ${keys.join()}`;
  for (const key of keys) {
    const step = Array.isArray(expected) ? Number(key) : key;
    const wrong = findWrong(
      (expected as Record<string, unknown>)[key],
      (actual as Record<string, unknown>)[key],
      [...path, step],
      errors,
    );
    if (wrong !== null) return wrong;
  }
  return null;
}

/** Whether an error is about a place or something in it. Errors of one cause are merged, and have the first path. */
function explains({ path = [], extensions }: SoakError, place: readonly (string | number)[]): boolean {
  if ((extensions.count ?? 1) > 1) return true;
  return place.every((step, index) => path[index] === step);
}

function differenceOf(expected: SoakAnswer, answer: SoakAnswer): string {
  const place = findWrong(expected.data ?? null, answer.data ?? null, [], []);
  return (
    place ?? `${JSON.stringify(answer.errors)?.slice(0, 300)}, not ${JSON.stringify(expected.errors)?.slice(0, 300)}`
  );
}
