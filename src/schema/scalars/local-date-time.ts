import type { GraphQLScalarType } from 'graphql';
import { formatDateTime } from '../../query/plan/time-text.ts';
import { isDate, isTimeOfDay } from './date-text.ts';
import { readFormWith } from './form-values.ts';
import { EQUALITY, ORDER } from './operators.ts';
import { emptyToNull } from './read-values.ts';
import type { Scalar } from './scalar.ts';
import { textType } from './text-scalar.ts';
import { toWallTime } from './wall-time.ts';

/** Wall time of the site, the seconds may be left out as `datetime-local` of HTML does: the zone is the site's. */
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:(?<=:..:..)\.\d+)?$/;
const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/i;

/**
 * A date and time as the site's clock shows it. Reads `2026-11-21T10:00` and `2026-11-21T10:00:00.5`, gives Frappe's
 * `2026-11-21 10:00:00.500000`; a time with an offset is converted, except where the site's clock shows the result
 * twice.
 *
 * @param timeZone the site's zone.
 */
export function createLocalDateTime(timeZone: string): GraphQLScalarType<string, string> {
  return textType(
    'LocalDateTime',
    "A date and time in the site's zone, without the zone, such as `2026-11-21T10:00:00.000123`. Microseconds are kept.",
    (text) => (WITH_OFFSET.test(text) ? toWallTime(text, timeZone) : readLocalDateTime(text)),
    (text) => (formatDateTime(text) ?? text).replace(' ', 'T'),
  );
}

function readLocalDateTime(text: string): string | null {
  const match = DATE_TIME.exec(text);
  if (!match || !isDate(match[1] ?? '') || !isTimeOfDay(match[2] ?? '')) return null;
  return formatDateTime(text);
}

/** A moment on the site's clock. */
export const localDateTimeScalar: Scalar = {
  type: createLocalDateTime,
  inClients: 'string',
  inZod: 'z.string().regex(/^\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d/)',
  operators: [...EQUALITY, ...ORDER, 'isSet', 'timespan'],
  isTestedAsText: false,
  read: emptyToNull,
  write: String,
  readForm: readFormWith,
};
