import type { GraphqlAnswer } from '../support/start-gateway.ts';

type AnswerError = NonNullable<GraphqlAnswer['errors']>[number];

/**
 * What may differ between two sites with the same data, and is made equal before answers are compared. Nothing else is:
 * error messages are the site's own and are compared as they are.
 *
 * - `extensions` tell of the calls that an answer took: only the answer itself is compared.
 * - Names of child rows (`name` beside `idx`) are made up by each site.
 * - Errors come in the order in which calls of the same round end: they are sorted by their paths.
 * - A hidden docfield is told once, by the row that came first in a batch that has no order: its place in a list is left
 *   out.
 * - Averages and sums are floats, and a database may round the last of 16 digits otherwise: 12 digits are compared.
 */
export function normaliseAnswer(answer: GraphqlAnswer): unknown {
  const { status, errors, data } = answer;
  const sorted = errors?.map(toComparableError).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return { status, data: normaliseValue(data), ...(sorted ? { errors: sorted } : {}) };
}

function toComparableError(error: AnswerError): AnswerError {
  if (error.extensions.field === undefined || error.path === undefined) return error;
  return { ...error, path: error.path.map((step) => (typeof step === 'number' ? '*' : step)) };
}

function keyOf({ path, message }: AnswerError): string {
  return JSON.stringify([path, message]);
}

function normaliseValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normaliseValue);
  if (typeof value === 'string' && /^-?\d+\.\d{9,}$/.test(value)) return String(Number(Number(value).toPrecision(12)));
  if (typeof value === 'number' && !Number.isInteger(value)) return Number(value.toPrecision(12));
  if (typeof value !== 'object' || value === null) return value;
  const isChildRow = 'idx' in value && 'name' in value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, isChildRow && key === 'name' ? '<row>' : normaliseValue(inner)]),
  );
}
