import { deriveOnce } from '../../derive-once.ts';
import { GatewayError } from '../../errors.ts';

/**
 * Stands in for a value that is refused for a reason which another row reports already. It is null without an error,
 * except in fields that are null only with one.
 */
export class ReportedRefusal extends Error {
  override readonly name = 'ReportedRefusal';
  readonly refusal: Error;

  constructor(refusal: Error) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** The same stand-in for every place of a refusal. */
export const reported: (refusal: Error) => ReportedRefusal = deriveOnce(
  (refusal: Error) => new ReportedRefusal(refusal),
);

/** An error that every place reports by itself, however many have the same cause. */
export class OwnError extends GatewayError {}

/** @returns the error of a field that is null only with one. */
export function toOwnError(error: Error): Error {
  const refusal = error instanceof ReportedRefusal ? error.refusal : error;
  return refusal instanceof GatewayError ? ownErrorOf(refusal) : refusal;
}

const ownErrorOf = deriveOnce(
  ({ code, message, details, cause }: GatewayError) => new OwnError(code, message, details, cause),
);

/** @throws the error that stands in for a value. @returns null for a refusal that another row reports. */
export function valueOrThrow(value: unknown): unknown {
  if (value instanceof ReportedRefusal) return null;
  if (value instanceof Error) throw value;
  return value;
}
