import { Readable } from 'node:stream';
import { type ExecutionArgs, type ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { toError } from '../../errors.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import { toJsonInTurns } from '../../query/completion/result-text.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { prepareOperation } from '../../query/prepared-operation.ts';
import { PreparedBody } from '../compression/prepared-body.ts';
import { SchemaDescriptions } from './schema-descriptions.ts';
import { asksAboutSchema, type SplitOperation, splitOperation } from './split-operation.ts';

/** The process's memory is one, however many sites it serves. */
const descriptions = new SchemaDescriptions();

/** The type of yoga's execute function. */
type Execute = (args: ExecutionArgs) => ExecutionResult | Promise<ExecutionResult>;

/** @throws GatewayError if a caller is not allowed to ask about the schema. */
export type AssertMayAsk = (caller: CallerContext) => Promise<void>;

/**
 * Answers what a query asks about the schema from ready texts, and leaves the rest of the query to its execution.
 *
 * @param assertMayAsk null if everybody may ask, or validation lets nobody.
 */
export function createIntrospectionPlugin(assertMayAsk: AssertMayAsk | null): Plugin<RequestScope> {
  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      if (!asksAboutSchema(args.document)) return;
      const split = toSplit(args);
      if (split === null) return;
      setExecuteFn(async (given: ExecutionArgs) => {
        await assertMayAsk?.((given.contextValue as RequestScope).caller);
        return answer(split, given, executeFn as Execute);
      });
    },
  };
}

/** @returns null if nothing is asked about the schema, or variables are wrong, which execution reports. */
function toSplit({ schema, document, operationName, variableValues }: ExecutionArgs): SplitOperation | null {
  const coerced = prepareOperation(schema, document, operationName)?.coerce(variableValues);
  if (!coerced || 'errors' in coerced) return null;
  return splitOperation(document, operationName, { schema, variableValues: coerced.variables });
}

async function answer(split: SplitOperation, args: ExecutionArgs, execute: Execute): Promise<ExecutionResult> {
  const texts = new Map<string, Buffer | string>();
  try {
    for (const [key, nodes] of split.asked) texts.set(key, await descriptions.describe(split.context, nodes));
  } catch (error) {
    return { errors: [new GraphQLError(toError(error).message, { originalError: toError(error) })] };
  }
  const rest = split.rest ? await execute({ ...args, document: split.rest }) : { data: {} };
  const { caller } = args.contextValue as RequestScope;
  for (const [key, value] of Object.entries(rest.data ?? {})) texts.set(key, await toJsonInTurns(value, caller));
  const piecesOf = (result: ExecutionResult) => writeResult(split, texts, result);
  return Object.assign(rest, {
    prepared: (result: ExecutionResult) =>
      isSameForAll(split, result) ? prepare(texts, piecesOf({ data: result.data ?? null })) : null,
    // A text that is the same for all callers is not copied.
    stringify: (result: ExecutionResult) => Readable.from(piecesOf(result), { objectMode: false }),
    toText: (result: ExecutionResult) => piecesOf(result).join(''),
  });
}

/**
 * Whether an answer is nothing but one description under its own name, so that there are few such answers. It makes no
 * calls, and leaves out the points of the caller.
 */
function isSameForAll({ keys, asked, rest }: SplitOperation, { data, errors, extensions }: ExecutionResult): boolean {
  const [key] = keys;
  const isSchema = keys.length === 1 && asked.has('__schema') && key === '__schema' && !rest;
  return isSchema && !!data && !errors && Object.keys(extensions ?? {}).every((name) => name === 'cost');
}

/** The whole answers, for as long as their descriptions are kept. */
const prepared = new WeakMap<Buffer, PreparedBody>();

function prepare(
  texts: ReadonlyMap<string, Buffer | string>,
  pieces: readonly (string | Buffer)[],
): PreparedBody | null {
  const text = texts.get('__schema');
  if (!(text instanceof Buffer)) return null;
  const toBuffer = (piece: string | Buffer) => (typeof piece === 'string' ? Buffer.from(piece) : piece);
  const body = prepared.get(text) ?? new PreparedBody(pieces.map(toBuffer));
  prepared.set(text, body);
  return body;
}

/** The pieces of the answer in JSON, in the order of the query. */
function writeResult(
  { keys }: SplitOperation,
  texts: ReadonlyMap<string, Buffer | string>,
  { data, ...others }: ExecutionResult,
): (string | Buffer)[] {
  const pieces: (string | Buffer)[] = [];
  if (data) {
    for (const key of keys) {
      const text = texts.get(key);
      if (text !== undefined) pieces.push(`${pieces.length === 0 ? '{' : ','}${JSON.stringify(key)}:`, text);
    }
    pieces.push('}');
  } else pieces.push('null');
  const present = ['errors', 'extensions'].filter((name) => others[name as keyof typeof others] !== undefined);
  const end = present.map((name) => `,${JSON.stringify(name)}:${JSON.stringify(others[name as keyof typeof others])}`);
  return ['{"data":', ...pieces, `${end.join('')}}`];
}
