import { z } from 'zod';
import { ConfigError } from '../errors.ts';
import { parseConfigJson, readConfigText } from '../metadata/config-file.ts';
import { METHOD_PATH, type MethodsFile, NO_METHODS, readMethodsFile } from '../metadata/method-catalog.ts';
import { isReservedField, refusalOfTypeName } from './naming.ts';

const choice = z.strictObject({
  apps: z.array(z.string()).default([]),
  modules: z.array(z.string()).default([]),
  doctypes: z.array(z.string()).default([]),
});

const schemaConfig = z.strictObject({
  $schema: z.string().optional(),
  /** What the schema has: everything where nothing is named. Child DocTypes come with their parents. */
  include: choice.default({ apps: [], modules: [], doctypes: [] }),
  exclude: choice.default({ apps: [], modules: [], doctypes: [] }),
  rename: z
    .strictObject({
      /** DocType → type name. */
      doctypes: z.record(z.string(), z.string().regex(/^[A-Z][A-Za-z0-9_]*$/)).default({}),
      /** `DocType.fieldname` → field name. */
      fields: z.record(z.string().regex(/\./), z.string().regex(/^(?!__)[A-Za-z_][A-Za-z0-9_]*$/)).default({}),
    })
    .default({ doctypes: {}, fields: {} }),
  /** `DocType.fieldname` of docfields that nobody may see. */
  hide: z.strictObject({ fields: z.array(z.string().regex(/\./)).default([]) }).default({ fields: [] }),
  /** DocTypes whose child rows are shown only after a permitted read of their document, and never by lists of rows. */
  childRowsByDocument: z.array(z.string()).default([]),
  /** `DocType.fieldname` of read-only docfields that callers may write all the same. */
  writable: z.strictObject({ fields: z.array(z.string().regex(/\./)).default([]) }).default({ fields: [] }),
  /** The DocTypes whose changes are followed: by webhooks that `webhooks sync` keeps, and by reading what they missed. */
  events: z.strictObject({ doctypes: z.array(z.string()).default([]) }).default({ doctypes: [] }),
  /** Field names as Frappe has them, or in camelCase. */
  fieldNames: z.enum(['frappe', 'camelCase']).default('frappe'),
  /** Which whitelisted methods callers get to. */
  methods: z
    .strictObject({
      /** Patterns over paths and `DocType.method`; `*` stands for any text. */
      allow: z.array(z.string()).default(['*']),
      /** They win over `allow`. */
      deny: z.array(z.string()).default([]),
      /** Whether `callMethod` and `callDocMethod` are there. */
      generic: z.boolean().default(true),
      /** The method that tells a caller of his background job, with an argument `job_id`. */
      jobStatus: z.string().regex(METHOD_PATH, 'is not a dotted path').nullable().default(null),
    })
    .default({ allow: ['*'], deny: [], generic: true, jobStatus: null }),
});

/** What a team decides about its schema, kept in `schema/`: the configuration file, and the file of methods. */
export type SchemaConfig = z.infer<typeof schemaConfig> & { readonly whitelisted: MethodsFile };

/** Everything under its own name, and no typed methods. */
export const DEFAULT_SCHEMA_CONFIG: SchemaConfig = { ...schemaConfig.parse({}), whitelisted: NO_METHODS };

/**
 * @param file a JSON file; a missing one means that everything is shown under its own name.
 * @param methodsFile the file of methods; without one there are no typed methods.
 * @throws ConfigError that names the file and the wrong entry, or why the file cannot be read.
 */
export async function readSchemaConfig(file: string, methodsFile?: string): Promise<SchemaConfig> {
  const whitelisted = methodsFile === undefined ? NO_METHODS : await readMethodsFile(methodsFile);
  const text = await readConfigText(file);
  if (text === null) return { ...DEFAULT_SCHEMA_CONFIG, whitelisted };
  return { ...parseSchemaConfig(text, file), whitelisted };
}

/** @throws ConfigError */
export function parseSchemaConfig(text: string, file: string): SchemaConfig {
  const parsed = schemaConfig.safeParse(parseConfigJson(text, file));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(`${file}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is wrong'}`);
  }
  assertNamesAreFree(parsed.data, file);
  return { ...parsed.data, whitelisted: NO_METHODS };
}

/** Names that the gateway needs itself are refused here: the schema could not be built with them. */
function assertNamesAreFree({ rename }: Pick<SchemaConfig, 'rename'>, file: string): void {
  for (const [doctype, name] of Object.entries(rename.doctypes)) {
    const refusal = refusalOfTypeName(name);
    if (refusal) throw new ConfigError(`${file}: rename.doctypes.${doctype} cannot be ${name}: ${refusal}`);
  }
  for (const [docfield, name] of Object.entries(rename.fields)) {
    if (isReservedField(name))
      throw new ConfigError(
        `${file}: rename.fields.${docfield} cannot be ${name}: every document or filter has a field of that name`,
      );
  }
}
