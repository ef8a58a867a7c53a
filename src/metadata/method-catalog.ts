import { z } from 'zod';
import { type ConfigFile, checkConfig, parseConfigJson, readConfigText } from '../config-file.ts';
import { RECORD_NAME, recordSchema } from './record.ts';

/** A dotted Python path, such as `shopfloor.api.add`: at least a module and a function, and nothing else. */
export const METHOD_PATH = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$/;

/** The verbs that Frappe takes for whitelisted functions. */
export const METHOD_VERBS = ['GET', 'POST', 'PUT', 'DELETE'] as const;

const methodArgument = z.strictObject({
  name: z.string(),
  /** The Python annotation as it is written, such as `list[int] | None`. */
  type: z.string().optional(),
  required: z.boolean().optional(),
  default: z.json().optional(),
  doc: z.string().optional(),
});

const method = z.strictObject({
  args: z.array(methodArgument).default([]),
  /** The name of `**kwargs`, where it takes arguments of any name. */
  extraArgs: z.string().optional(),
  returns: z.string().optional(),
  doc: z.string().optional(),
  allowGuest: z.boolean().optional(),
  /** Absent means all of them. */
  verbs: z.array(z.enum(METHOD_VERBS)).optional(),
  xssSafe: z.boolean().optional(),
  /** The arguments of the decorator `rate_limit`. */
  rateLimit: z.string().optional(),
  /** It starts a background job, so the `job_id` that it returns is that of its own job. */
  startsJob: z.boolean().optional(),
});

const graphqlName = z.string().regex(/^(?!__)[A-Za-z_][A-Za-z0-9_]*$/);

/** A correction of a method: facts that its source does not state. */
export const correctionSchema = z.strictObject({
  /** Another field name. */
  rename: graphqlName.optional(),
  hide: z.boolean().optional(),
  /** It changes nothing: a query. */
  read: z.boolean().optional(),
  /** The type of its result, as a Python annotation, or the name of a record: `ItemDetails`, `list[ItemDetails]`. */
  returns: z.string().optional(),
  /** Types of its arguments by name, as Python annotations. */
  args: z.record(z.string(), z.string()).optional(),
  /** Other names of its arguments in GraphQL, by their names in Python. */
  argNames: z.record(z.string(), graphqlName).optional(),
  /** Whether it starts a background job. */
  startsJob: z.boolean().optional(),
  /** Why. */
  note: z.string().optional(),
  /** The method may appear later; without it, a correction of an unknown method stops startup. */
  optional: z.boolean().optional(),
});

const methodsFile = z.strictObject({
  $schema: z.string().optional(),
  /** Corrections by hand, by path or `DocType.method`; a new scan keeps them. */
  corrections: z.record(z.string(), correctionSchema).default({}),
  /** Results with named values, each value with its fieldtype and options: `Link/Item`. */
  records: z.record(RECORD_NAME, recordSchema).default({}),
  /** The versions of the scanned apps. */
  apps: z.record(z.string(), z.string()).default({}),
  /** Module functions by path. */
  methods: z.record(z.string().regex(METHOD_PATH, 'is not a dotted path'), method).default({}),
  /** Names without a dot: Server Scripts of type API. */
  scripts: z.record(z.string(), method).default({}),
  /** Methods of controllers by DocType and name. */
  docMethods: z.record(z.string(), z.record(z.string(), method)).default({}),
  /** The methods that run in place of a path (`override_whitelisted_methods`). */
  overrides: z.record(z.string(), z.string()).default({}),
});

/** An argument of a method. */
export type MethodArgument = z.infer<typeof methodArgument>;

/** A whitelisted function or controller method. */
export type Method = z.infer<typeof method>;

/** A correction of a method by hand. */
export type MethodCorrection = z.infer<typeof correctionSchema>;

/** The file of methods as it is written and read. */
export type MethodsFile = z.infer<typeof methodsFile>;

/** No methods at all. */
export const NO_METHODS: MethodsFile = methodsFile.parse({});

/**
 * @param file a JSON file; null, or a missing one that may be missing, means that there are no typed methods.
 * @throws ConfigError that names the file and the invalid entry, or why the file cannot be read.
 */
export async function readMethodsFile(file: ConfigFile | null): Promise<MethodsFile> {
  const text = file && (await readConfigText(file));
  return file === null || text === null ? NO_METHODS : parseMethodsFile(text, file.path);
}

/** The names of all methods: paths of functions, names of scripts, and `DocType.method`. */
export function methodNames({ methods, scripts, docMethods, overrides }: Partial<MethodsFile>): Set<string> {
  const ofDocs = Object.entries(docMethods ?? {}).flatMap(([doctype, own]) =>
    Object.keys(own).map((name) => `${doctype}.${name}`),
  );
  const ofFunctions = [methods, scripts, overrides].flatMap((record) => Object.keys(record ?? {}));
  return new Set([...ofFunctions, ...ofDocs]);
}

/** @throws ConfigError */
export function parseMethodsFile(text: string, file: string): MethodsFile {
  return checkConfig(methodsFile, parseConfigJson(text, file), file);
}
