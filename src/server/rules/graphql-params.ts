import { badUserInput } from '../../errors.ts';
import { isJsonObject, parseExactJson } from '../../exact-json.ts';
import type { GraphqlParams, SentParams } from '../context/graphql-params.ts';

/** Finds the text of the operation that parameters of any shape name. @throws GatewayError if there is none. */
export type ResolveOperation = (params: unknown) => GraphqlParams;

/** The name of the fault's place if it is not a single variable. */
const ROOT = 'variables';

const NAMES = ['query', 'documentId', 'variables', 'operationName', 'extensions'];

/** How much of a caller's text a message repeats. */
const MAX_ECHO = 100;

/** Whether the parameters of a request are in its URL. */
export function isInUrl({ method }: { readonly method: string }): boolean {
  return method === 'GET';
}

/** Reads the parameters in the query of a URL. @throws GatewayError `BAD_USER_INPUT` */
export function readUrlParams(search: URLSearchParams): Record<string, unknown> {
  const given = NAMES.flatMap((name) => {
    const text = search.get(name);
    if (text === null || text === '') return [];
    const isJson = name === 'variables' || name === 'extensions';
    return [[name, isJson ? parseJson(text, name) : text]];
  });
  return Object.fromEntries(given) as Record<string, unknown>;
}

/**
 * Checks the shape of the parameters, wherever they came from.
 *
 * @throws GatewayError `BAD_USER_INPUT`
 */
export function assertParams(params: unknown): asserts params is SentParams {
  if (!isJsonObject(params)) throw badUserInput('`body`: must be a JSON object with a `query`.', 'body');
  const { query, documentId, variables, operationName, extensions } = params;
  const unknown = Object.keys(params).find((name) => !NAMES.includes(name) && params[name] != null);
  if (unknown !== undefined) {
    const name = unknown.slice(0, MAX_ECHO);
    throw badUserInput(`\`${name}\`: unknown parameter. An operation has ${NAMES.join(', ')}.`, name);
  }
  if (extensions != null && !isJsonObject(extensions))
    throw badUserInput('`extensions`: must be an object.', 'extensions');
  if (query != null && typeof query !== 'string')
    throw badUserInput('`query`: must be the text of a GraphQL document.', 'query');
  if (documentId != null && typeof documentId !== 'string')
    throw badUserInput('`documentId`: must be text.', 'documentId');
  if (variables != null && !isJsonObject(variables)) throw badUserInput('`variables`: must be an object.', 'variables');
  if (operationName != null && typeof operationName !== 'string') {
    throw badUserInput('`operationName`: must be text.', 'operationName');
  }
  assertWellFormed(variables);
}

/**
 * JSON can hold halves of characters. No name, URL or form can, and the site fails on them wherever they come.
 *
 * @throws GatewayError `BAD_USER_INPUT` that names the variable.
 */
export function assertWellFormed(variables: unknown): void {
  if (isWellFormed(variables)) return;
  const path = findIllFormed(variables);
  throw badUserInput(`\`${path}\`: is not valid Unicode, because it has a lone surrogate.`, path);
}

/** Without recursion, and without paths: variables may be deep, and are many. */
function isWellFormed(root: unknown): boolean {
  const open: unknown[] = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'string' && !value.isWellFormed()) return false;
    if (Array.isArray(value)) for (const item of value) open.push(item);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) open.push(key, item);
    }
  }
  return true;
}

/** @returns the path that starts with the variable's name. */
function findIllFormed(root: unknown): string {
  const open: (readonly [path: string, value: unknown])[] = [['', root]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [path, value] = next;
    if (typeof value === 'string' && !value.isWellFormed()) return path;
    if (typeof value !== 'object' || value === null) continue;
    const entries = Object.entries(value);
    if (entries.some(([key]) => !key.isWellFormed())) return path || ROOT;
    const start = path === '' ? '' : `${path}.`;
    for (const [key, item] of entries) open.push([start + key.slice(0, MAX_ECHO), item]);
  }
  return ROOT;
}

function parseJson(text: string, name: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    // V8's message repeats some of the text.
    throw badUserInput(`\`${name}\`: is not valid JSON.`, name);
  }
}
