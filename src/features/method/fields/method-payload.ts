import { GatewayError } from '../../../errors.ts';
import type { PythonType } from '../../../metadata/python-type.ts';
import { findMismatch } from '../../../metadata/python-value.ts';
import type { Row } from '../../../query/plan/read-plan.ts';
import type { SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import { methodPayloadName } from '../../../schema/model/naming.ts';
import { jobTypeOf, toJobHandle } from '../../job/fields/job-type.ts';
import { messagesField } from '../../write/fields/payload-fields.ts';
import type { MethodResult } from '../call-method.ts';
import { toValueType, type ValueType } from './value-types.ts';

/** The result of a method, with the type that its source promises. */
export interface TypedResult extends MethodResult {
  readonly returns: PythonType;
  /** The document that it returned, if it is known to return one, and the document is asked for. */
  readonly unsaved?: Row | Error | null;
}

type PayloadFieldBuilder<Payload> = PothosSchemaTypes.ObjectFieldBuilder<SchemaTypesOf, Payload>;

/** Payload types of functions, by name: methods of one result type share one. */
export type MethodPayloads = Map<string, ReturnType<typeof implementPayload>>;

/** The payload of functions whose result has some type. */
export function methodPayload(parts: SchemaParts, payloads: MethodPayloads, returns: PythonType) {
  const type = toValueType(returns);
  const name = methodPayloadName('', type.scalar, type.isList);
  const known = payloads.get(name);
  if (known !== undefined) return known;
  const created = implementPayload(parts, name, type);
  payloads.set(name, created);
  return created;
}

function implementPayload(parts: SchemaParts, name: string, type: ValueType) {
  return parts.builder.objectRef<TypedResult>(name).implement({
    description: 'The result of a method.',
    fields: (t) => ({ result: resultField(t, type), ...answerFields(parts, t) }),
  });
}

/** `result`: what the method returned. */
export function resultField<Payload extends TypedResult>(
  t: PayloadFieldBuilder<Payload>,
  { scalar, isList }: ValueType,
) {
  const description = 'The return value; None is null. Numbers in JSON have all the digits that the site sent.';
  const type = scalar as 'JSON';
  return t.field({
    type: isList ? t.listRef(type, { nullable: true }) : type,
    description,
    resolve: readResult,
  });
}

/** A result that does not have the type promised by its source is reported with the value. */
function readResult<Payload extends TypedResult>({ result, returns }: Payload): unknown[] | null {
  if (result === null || result === undefined) return null;
  const mismatch = findMismatch(returns, result, 'The result') ?? findTooBig(returns, result);
  if (mismatch === null) return result as unknown[];
  const hint = 'Its type can be corrected in the file of methods ("returns").';
  throw new GatewayError('UPSTREAM_CONTRACT', `${mismatch} It is ${JSON.stringify(result)}. ${hint}`);
}

/** GraphQL's Int has 32 bits, and Python's int has no end. */
function findTooBig(returns: PythonType, result: unknown): string | null {
  const values = Array.isArray(result) ? result : [result];
  const isInt = toValueType(returns).scalar === 'Int';
  return isInt && values.some((value) => value !== null && (Number(value) | 0) !== Number(value))
    ? 'The result is more than Int holds; "bigint" holds it.'
    : null;
}

/** The fields of every method payload in addition to its result. */
export function answerFields<Payload extends MethodResult>(parts: SchemaParts, t: PayloadFieldBuilder<Payload>) {
  return {
    topLevel: t.field({
      type: 'JSON',
      description: 'Other keys that it put into the response, by name.',
      resolve: (payload) => payload.topLevel,
    }),
    messages: messagesField(parts, t),
    file: t.field({
      type: parts.downloadedFile,
      description: 'The file that it returned instead of a result.',
      resolve: (payload) => payload.file,
    }),
    redirect: t.string({
      description: 'The address that it redirects to instead of returning a result.',
      resolve: (payload) => payload.redirect,
    }),
    job: t.field({
      type: jobTypeOf(parts),
      description: 'The background job that it started, if the method is known to start one and returns its `job_id`.',
      resolve: ({ jobId }, _args, scope) => (jobId === null ? null : toJobHandle(scope, { kind: 'queue', id: jobId })),
    }),
  };
}
