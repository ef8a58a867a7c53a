import type { GraphQLScalarType } from 'graphql';
import { formatTime, parseTime } from '../../query/plan/time-text.ts';
import { readFormWith } from './form-values.ts';
import { EQUALITY, ORDER } from './operators.ts';
import { emptyToNull } from './read-values.ts';
import { type Scalar, WrongValue } from './scalar.ts';
import { textType } from './text-scalar.ts';

/** Frappe's `9:05:00` and `10:00:5.5` are shown as `09:05:00` and `10:00:05.500000`; hours may pass 24. */
export const GraphQLTime: GraphQLScalarType<string, string> = textType(
  'Time',
  'A time of day or a span, such as `09:05:00` or `10:00:05.500000`. Hours may exceed 24. Input may leave out the seconds.',
  readTime,
  (text) => readTime(text) ?? text,
);

function readTime(text: string): string | null {
  const time = parseTime(text);
  return time === null ? null : formatTime(time);
}

const LAST_HOUR = 838;

/** MariaDB's times end at 838:59:59. */
function toTime(value: unknown): string {
  const time = String(value);
  if (Number.parseInt(time, 10) > LAST_HOUR) throw new WrongValue(`It has more than ${LAST_HOUR} hours.`);
  return time;
}

/** A time of day, or a span. */
export const timeScalar: Scalar = {
  type: GraphQLTime,
  inClients: 'string',
  inZod: 'z.string().regex(/^\\d{1,3}:\\d\\d(:\\d\\d?(\\.\\d+)?)?$/)',
  operators: [...EQUALITY, ...ORDER, 'isSet'],
  isTestedAsText: false,
  read: emptyToNull,
  write: toTime,
  readForm: readFormWith,
};
