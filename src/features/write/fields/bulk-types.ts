import type { ObjectRef } from '@pothos/core';
import { deriveOnce } from '../../../derive-once.ts';
import { type ErrorDetails, GatewayError } from '../../../errors.ts';
import type { SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import type { BulkOutcome } from '../bulk-write.ts';
import type { BulkResult } from '../write-batch.ts';
import { messagesField } from './payload-fields.ts';

/** A bulk write as its fields show it. */
export interface BulkWrite extends Omit<BulkOutcome, 'next'> {
  readonly isDryRun: boolean;
  /** The place to continue from, as a token. */
  readonly next: string | null;
}

/** The error of a document, as data. */
interface ShownError extends ErrorDetails {
  readonly code: string;
  readonly message: string;
}

/** `BulkWrite`, for every mutation of documents that a filter finds. */
export const bulkWriteOf: (parts: SchemaParts) => ObjectRef<SchemaTypesOf, BulkWrite> = deriveOnce(
  (parts: SchemaParts) => {
    const error = errorType(parts);
    const result = resultType(parts, error);
    return parts.builder.objectRef<BulkWrite>('BulkWrite').implement({
      description: 'The result of writing the documents that a filter finds.',
      fields: (t) => ({
        isDryRun: t.exposeBoolean('isDryRun', { nullable: false, description: 'Whether this was a dry run.' }),
        matched: t.exposeInt('matched', {
          nullable: false,
          description: 'The number of documents that matched before the first one was written.',
        }),
        sample: t.idList({
          nullable: false,
          description: 'The names of the first documents of this page.',
          resolve: ({ sample }) => [...sample],
        }),
        results: t.field({
          type: [result],
          nullable: false,
          description: 'One for each document that was written or refused, in the order of their names.',
          resolve: ({ results }) => [...results],
        }),
        stopped: t.field({
          type: error,
          description: 'The error because of which the documents after the last result were not tried.',
          resolve: ({ stopped }) => toShown(stopped),
        }),
        next: t.exposeString('next', {
          description:
            'Pass it as `after` to continue with the documents that were not tried yet; null if none is left.',
        }),
      }),
    });
  },
);

function resultType(parts: SchemaParts, error: ObjectRef<SchemaTypesOf, ShownError>) {
  return parts.builder.objectRef<BulkResult>('BulkWriteResult').implement({
    description: 'The result of one document of a bulk write.',
    fields: (t) => ({
      name: t.exposeID('name', { nullable: false, description: 'The name (primary key) of the document.' }),
      isDone: t.boolean({
        nullable: false,
        description: 'Whether it was written.',
        resolve: (result) => result.error === null,
      }),
      error: t.field({
        type: error,
        description: 'Why it was not written, or why that is unknown.',
        resolve: (result) => toShown(result.error),
      }),
      messages: messagesField(parts, t),
    }),
  });
}

function errorType({ builder }: SchemaParts) {
  return builder.objectRef<ShownError>('BulkWriteError').implement({
    description: 'An error of one document. Its fields are those of `errors[].extensions`.',
    fields: (t) => ({
      code: t.exposeString('code', { nullable: false, description: 'The code, such as `FORBIDDEN`.' }),
      message: t.exposeString('message', { nullable: false, description: 'The message, as plain text.' }),
      field: t.string({
        description: 'The path of the argument that it is about.',
        resolve: ({ field }) => field ?? null,
      }),
      outcome: t.string({
        description: '`UNKNOWN` if the site may have written the document: read it before you go on.',
        resolve: ({ outcome }) => outcome ?? null,
      }),
      excType: t.string({
        description: "The name of Frappe's exception, such as `MandatoryError`.",
        resolve: ({ excType }) => excType ?? null,
      }),
    }),
  });
}

/**
 * An error as data: graphql-js takes an Error itself for a field that failed.
 *
 * @throws an error that is not for callers: it is logged, and they read `INTERNAL`.
 */
function toShown(error: Error | null): ShownError | null {
  if (error === null) return null;
  if (error instanceof GatewayError) return { ...error.details, code: error.code, message: error.message };
  throw error;
}
