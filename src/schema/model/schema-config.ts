import { z } from 'zod';
import { type ConfigFile, parseConfigJson, readConfigText } from '../../config-file.ts';
import { ConfigError } from '../../errors.ts';
import { METHOD_PATH, type MethodsFile, NO_METHODS, readMethodsFile } from '../../metadata/method-catalog.ts';
import { recordSchema } from '../../metadata/record.ts';
import { withShipped } from '../../metadata/shipped-corrections.ts';
import { isReservedField, refusalOfTypeName } from './naming.ts';
import { takeOptionalNames } from './optional-names.ts';

const choice = z.strictObject({
  apps: z.array(z.string()).default([]),
  modules: z.array(z.string()).default([]),
  doctypes: z.array(z.string()).default([]),
});

const schemaConfig = z.strictObject({
  $schema: z.string().optional(),
  /** The contents of the schema: everything if nothing is named. Child DocTypes come with their parents. */
  include: choice
    .refine((given) => Object.values(given).flat().length > 0, 'names nothing. Leave it out to show everything.')
    .default({ apps: [], modules: [], doctypes: [] }),
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
  /**
   * The DocTypes whose changes are followed: by webhooks that `webhooks sync` keeps, and by reading what they missed.
   */
  events: z.strictObject({ doctypes: z.array(z.string()).default([]) }).default({ doctypes: [] }),
  /** Columns of reports, by their names: each key with its fieldtype, and its options behind a slash. */
  reports: z.record(z.string(), recordSchema).default({}),
  /** Field names as Frappe has them, or in camelCase. */
  fieldNames: z.enum(['frappe', 'camelCase']).default('frappe'),
  /** Which whitelisted methods callers get to. */
  methods: z
    .strictObject({
      /** Patterns over paths and `DocType.method`; `*` stands for any text. */
      allow: z.array(z.string()).default(['*']),
      /** They win over `allow`. */
      deny: z.array(z.string()).default([]),
      /** Whether what ships with the gateway about the methods of Frappe and ERPNext counts. */
      shipped: z.boolean().default(true),
      /** Whether `callMethod` and `callDocMethod` are there. */
      generic: z.boolean().default(true),
      /** The method that returns callers the state of their background job, with an argument `job_id`. */
      jobStatus: z.string().regex(METHOD_PATH, 'is not a dotted path').nullable().default(null),
    })
    .default({ allow: ['*'], deny: [], shipped: true, generic: true, jobStatus: null }),
});

/** The choices of a team about its schema, kept in `schema/`: the configuration file, and the file of methods. */
export type SchemaConfig = z.infer<typeof schemaConfig> & {
  readonly whitelisted: MethodsFile;
  /** The corrections in the file of methods itself, without what ships with the gateway. */
  readonly ownCorrections: MethodsFile['corrections'];
  /** Names that may match nothing, each with its setting before it: `hide.fields Shop Order.note`. */
  readonly optional: ReadonlySet<string>;
};

const WITHOUT_FILES = { whitelisted: NO_METHODS, ownCorrections: NO_METHODS.corrections, optional: new Set<string>() };

/** Everything under its own name, and no typed methods. */
export const DEFAULT_SCHEMA_CONFIG: SchemaConfig = { ...schemaConfig.parse({}), ...WITHOUT_FILES };

/**
 * @param file a JSON file; null, or a missing one that may be missing, shows everything under its own name.
 * @param methods the file of methods; without one there are no typed methods.
 * @throws ConfigError that names the file and the invalid entry, or why the file cannot be read.
 */
export async function readSchemaConfig(
  file: ConfigFile | null,
  methods: ConfigFile | null = null,
): Promise<SchemaConfig> {
  const whitelisted = await readMethodsFile(methods);
  const text = file && (await readConfigText(file));
  const isAbsent = file === null || text === null;
  return withMethods(isAbsent ? DEFAULT_SCHEMA_CONFIG : parseSchemaConfig(text, file.path), whitelisted);
}

/** A configuration with a file of methods, and with what ships with the gateway about them if it is to count. */
export function withMethods(config: SchemaConfig, file: MethodsFile): SchemaConfig {
  const whitelisted = config.methods.shipped ? withShipped(file) : file;
  return { ...config, whitelisted, ownCorrections: file.corrections };
}

/** @throws ConfigError */
export function parseSchemaConfig(text: string, file: string): SchemaConfig {
  const { plain, optional } = takeOptionalNames(parseConfigJson(text, file));
  const parsed = schemaConfig.safeParse(plain);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(`${file}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is wrong'}`);
  }
  assertNamesAreFree(parsed.data, file);
  return { ...parsed.data, ...WITHOUT_FILES, optional };
}

/** The DocTypes that the configuration asks for by name: all that is known to accounts that cannot list DocTypes. */
export function requestedDocTypes({ include, events }: SchemaConfig): string[] {
  return [...new Set([...include.doctypes, ...events.doctypes, 'User'])];
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
