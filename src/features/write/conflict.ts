import { GatewayError } from '../../errors.ts';

const TIMESTAMP = /\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?:\.\d+)?/;

/**
 * Adds to a site's refusal of a stale write what was expected and what is there: the first time in its message, in
 * whatever language it is (frappe/model/document.py, `check_if_latest`).
 */
export function withTimestamps(error: unknown, expected: string | null): unknown {
  if (!(error instanceof GatewayError) || error.details.excType !== 'TimestampMismatchError') return error;
  const actual = TIMESTAMP.exec(error.message)?.[0];
  const details = {
    ...error.details,
    field: 'ifModified',
    ...(expected === null ? {} : { expected: toShown(expected) }),
    ...(actual === undefined ? {} : { actual: toShown(actual) }),
  };
  return new GatewayError('CONFLICT', error.message, details, error.cause);
}

/** @throws GatewayError `CONFLICT` if a document has another `modified` than it must have. */
export function assertUnchanged(actual: unknown, expected: string | null): void {
  if (expected === null || String(actual) === expected) return;
  throw new GatewayError('CONFLICT', 'The document was changed after you read it.', {
    field: 'ifModified',
    expected: toShown(expected),
    actual: toShown(String(actual)),
  });
}

/** As a LocalDateTime is shown. */
function toShown(time: string): string {
  return time.replace(' ', 'T');
}
