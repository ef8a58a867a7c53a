import { startsJob } from './job-starters.ts';
import {
  METHOD_VERBS,
  type Method,
  type MethodArgument,
  type MethodCorrection,
  type MethodsFile,
} from './method-catalog.ts';
import { isMethodAllowed, type MethodChoice } from './method-choice.ts';
import { type PythonType, parsePythonType } from './python-type.ts';
import type { RecordColumns } from './record.ts';

export type MethodVerb = (typeof METHOD_VERBS)[number];

/** An argument with its type read. */
export interface TypedArgument extends MethodArgument {
  readonly pythonType: PythonType;
  /** The name that it is to have in GraphQL, if that is another one. */
  readonly rename: string | null;
}

/** A record that a method returns, or a list of them. */
export interface ReturnedRecord {
  readonly name: string;
  readonly columns: RecordColumns;
  readonly isList: boolean;
}

/** A whitelisted function or document method as callers are to have it: corrected, and with its types read. */
export interface WhitelistedMethod {
  /** The dotted path, the name of a script, or that of a document's method. */
  readonly path: string;
  /** Of a document's method. */
  readonly doctype: string | null;
  readonly args: readonly TypedArgument[];
  readonly extraArgs: string | null;
  readonly returns: PythonType;
  /** The class of the document that it returns, such as `DeliveryNote`, if its annotation is a class. */
  readonly returnsClass: string | null;
  /** The record that it returns, if its result has named values. */
  readonly returnsRecord: ReturnedRecord | null;
  readonly doc: string | null;
  readonly allowsGuests: boolean;
  readonly rateLimit: string | null;
  /** With which it is called. */
  readonly verb: MethodVerb;
  /** A query, and no mutation: it takes GET alone, or a person says that it only reads. */
  readonly isQuery: boolean;
  /** Whether it takes POST, too. */
  readonly canPost: boolean;
  /** A person says that it only reads, so that it may be sent again. */
  readonly isRead: boolean;
  /** Whether it starts a background job and returns its ID. */
  readonly startsJob: boolean;
  /** The field's name that a person chose. */
  readonly rename: string | null;
}

/** Every method that callers are to have as a field of its own, functions first, in the order of their paths. */
export function listWhitelistedMethods(file: MethodsFile, choice: MethodChoice): WhitelistedMethod[] {
  const functions = Object.entries({ ...file.scripts, ...withOverrides(file) }).map(
    ([path, method]) => [path, path, null, method] as const,
  );
  const docMethods = Object.entries(file.docMethods).flatMap(([doctype, own]) =>
    Object.entries(own).map(([name, method]) => [`${doctype}.${name}`, name, doctype, method] as const),
  );
  return [...functions, ...docMethods].flatMap(([key, path, doctype, method]) => {
    const correction = Object.hasOwn(file.corrections, key) ? file.corrections[key] : undefined;
    if (correction?.hide || !isMethodAllowed(key, choice)) return [];
    const returnsRecord = toRecord(file, correction?.returns ?? method.returns);
    const own = { returnsRecord, startsJob: startsJob(file, key) };
    return [{ ...toWhitelisted(path, doctype, method, correction ?? {}), ...own }];
  });
}

/** A call of an overridden path runs another function: its arguments count. */
function withOverrides({ methods, overrides }: MethodsFile): Record<string, Method> {
  const known = Object.entries(overrides).flatMap(([path, target]) => {
    const method = Object.hasOwn(methods, target) ? methods[target] : undefined;
    return method === undefined ? [] : [[path, method] as const];
  });
  return { ...methods, ...Object.fromEntries(known) };
}

function toWhitelisted(
  path: string,
  doctype: string | null,
  method: Method,
  correction: MethodCorrection,
): Omit<WhitelistedMethod, 'startsJob' | 'returnsRecord'> {
  const verbs: readonly MethodVerb[] = method.verbs ?? METHOD_VERBS;
  const isRead = correction.read === true;
  const isQuery = isRead || (verbs.length === 1 && verbs[0] === 'GET');
  const preferred: readonly MethodVerb[] = isQuery ? ['GET', 'POST'] : ['POST', 'PUT', 'DELETE'];
  return {
    path,
    doctype,
    args: method.args.map((argument) => ({
      ...argument,
      pythonType: parsePythonType(correction.args?.[argument.name] ?? argument.type),
      rename: correction.argNames?.[argument.name] ?? null,
    })),
    extraArgs: method.extraArgs ?? null,
    returns: parsePythonType(correction.returns ?? method.returns),
    returnsClass: parseClass(correction.returns ?? method.returns),
    doc: method.doc ?? null,
    allowsGuests: method.allowGuest === true,
    rateLimit: method.rateLimit ?? null,
    verb: preferred.find((verb) => verbs.includes(verb)) ?? 'POST',
    isQuery,
    canPost: verbs.includes('POST'),
    isRead,
    rename: correction.rename ?? null,
  };
}

/** `list[ItemDetails]` → the record of this name, many of them. */
function toRecord({ records }: MethodsFile, annotation: string | undefined): ReturnedRecord | null {
  const [, list, one] = /^(?:list\[(\w+)\]|(\w+))$/.exec(annotation ?? '') ?? [];
  const name = list ?? one ?? '';
  const columns = Object.hasOwn(records, name) ? records[name] : undefined;
  return columns === undefined ? null : { name, columns, isList: list !== undefined };
}

/** `"DeliveryNote" | None` → `DeliveryNote`. */
function parseClass(annotation: string | undefined): string | null {
  const bare = (annotation ?? '')
    .replace(/["']/g, '')
    .replace(/^Optional\[(.*)\]$/, '$1')
    .replace(/\s*\|\s*None$/, '');
  return /^[A-Z]\w*$/.test(bare) ? bare : null;
}
