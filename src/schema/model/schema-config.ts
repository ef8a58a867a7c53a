import { z } from 'zod';
import { type ConfigFile, checkConfig, parseConfigJson, readConfigText } from '../../config-file.ts';
import { ConfigError } from '../../errors.ts';
import { METHOD_PATH, type MethodsFile, NO_METHODS, readMethodsFile } from '../../metadata/method-catalog.ts';
import { recordSchema } from '../../metadata/record.ts';
import { withShipped } from '../../metadata/shipped-corrections.ts';
import { takeOptionalNames } from './optional-names.ts';
import { reportTypeName } from './record-names.ts';
import { isReservedField, refusalOfTypeName } from './reserved-names.ts';

const choice = z.strictObject({
  apps: z.array(z.string()).default([]),
  modules: z.array(z.string()).default([]),
  doctypes: z.array(z.string()).default([]),
});

/** `DocType.fieldname` of docfields. */
const docfieldNames = z.array(z.string().regex(/\./)).default([]);

/** The schema configuration file. The descriptions are those of docs/configuration.md. */
export const schemaConfigFile = z.strictObject({
  $schema: z.string().optional(),
  include: choice
    .refine((given) => Object.values(given).flat().length > 0, 'names nothing. Leave it out to show everything.')
    .default({ apps: [], modules: [], doctypes: [] })
    .describe(
      'DocTypes to show, by app, by module and by name. Without it, everything is shown. Child DocTypes come with their parents; `User` is always there, because every document names its owner.',
    ),
  exclude: choice
    .default({ apps: [], modules: [], doctypes: [] })
    .describe('DocTypes to leave out, in the same three ways. It wins over `include`. `User` cannot be left out.'),
  rename: z
    .strictObject({
      doctypes: z
        .record(z.string(), z.string().regex(/^[A-Z][A-Za-z0-9_]*$/))
        .default({})
        .describe(
          "DocType → type name, without underscores. The root fields follow. Names of the gateway's own types (`Query`), and names that end as they do (`ItemFilter`), are refused.",
        ),
      fields: z
        .record(z.string().regex(/\./), z.string().regex(/^(?!__)[A-Za-z_][A-Za-z0-9_]*$/))
        .default({})
        .describe(
          '`DocType.fieldname` → field name. Names that every document or filter has (`id`, `_meta`, `and` …) are refused.',
        ),
    })
    .default({ doctypes: {}, fields: {} }),
  hide: z
    .strictObject({
      fields: docfieldNames.describe(
        '`DocType.fieldname` of docfields that nobody can see through the gateway. Columns that every document has (`owner`, `creation` …) cannot be hidden.',
      ),
    })
    .default({ fields: [] }),
  childRowsByDocument: z
    .array(z.string())
    .default([])
    .describe(
      "DocTypes whose child rows are shown only after a permitted read of their document. Frappe's lists ignore `has_permission` hooks, and before v17 lists of child rows ignore every rule of the document. If a list can name documents that a hook refuses, name the DocType here. Each document of a list then costs a call. Filters on rows still use the list.",
    ),
  writable: z
    .strictObject({
      fields: docfieldNames.describe(
        '`DocType.fieldname` of read-only docfields that mutations accept in addition to [those that refer to documents](decisions/0016-from-document-to-document.md).',
      ),
    })
    .default({ fields: [] }),
  events: z
    .strictObject({
      doctypes: z
        .array(z.string())
        .default([])
        .describe(
          'DocTypes whose changes are followed: `webhooks sync` keeps webhooks for them, and the gateway reads the changes that those missed. The service account needs [Read](service-account.md#rights-by-feature) on them.',
        ),
    })
    .default({ doctypes: [] }),
  reports: z
    .record(z.string(), recordSchema)
    .default({})
    .describe(
      'Columns of reports, by their names, for [typed rows](desk.md#typed-rows): each fieldname with its fieldtype, and its options behind a slash. They replace the columns that the gateway knows. Two names that differ only by signs would have one type: the gateway does not start.',
    ),
  fieldNames: z
    .enum(['frappe', 'camelCase'])
    .default('frappe')
    .describe('`frappe` keeps fieldnames as they are; `camelCase` shows `posting_date` as `postingDate`.'),
  methods: z
    .strictObject({
      allow: z
        .array(z.string())
        .default(['*'])
        .describe(
          'Patterns of whitelisted methods that callers may reach, over their paths, or `DocType.method` for those of documents; `*` stands for any text. Default: all.',
        ),
      deny: z
        .array(z.string())
        .default([])
        .describe('Patterns of methods that callers cannot reach. They win over `allow`.'),
      shipped: z
        .boolean()
        .default(true)
        .describe(
          'Whether [the corrections that ship with the gateway](methods.md#corrections-that-ship-with-the-gateway) for Frappe and ERPNext apply.',
        ),
      generic: z
        .boolean()
        .default(true)
        .describe(
          'Whether the schema has `callMethod` and `callDocMethod`, which reach methods without a field of their own.',
        ),
      jobStatus: z
        .string()
        .regex(METHOD_PATH, 'is not a dotted path')
        .nullable()
        .default(null)
        .describe(
          "The method that returns to callers the state of their background job: it takes `job_id` and answers `{status, result, error}`. Without it, the gateway reads the status, and nothing else, from the site's queue with the service account.",
        ),
    })
    .default({ allow: ['*'], deny: [], shipped: true, generic: true, jobStatus: null }),
});

/** The choices of a team about its schema, kept in `schema/`: the configuration file, and the file of methods. */
export type SchemaConfig = z.infer<typeof schemaConfigFile> & {
  readonly whitelisted: MethodsFile;
  /** The corrections in the file of methods itself, without what ships with the gateway. */
  readonly ownCorrections: MethodsFile['corrections'];
  /** Names that may match nothing, each with its setting before it: `hide.fields Shop Order.note`. */
  readonly optional: ReadonlySet<string>;
};

const WITHOUT_FILES = { whitelisted: NO_METHODS, ownCorrections: NO_METHODS.corrections, optional: new Set<string>() };

/** Everything under its own name, and no typed methods. */
export const DEFAULT_SCHEMA_CONFIG: SchemaConfig = { ...schemaConfigFile.parse({}), ...WITHOUT_FILES };

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
  const config = checkConfig(schemaConfigFile, plain, file);
  assertNamesAreFree(config, file);
  assertReportsAreApart(config, file);
  return { ...config, ...WITHOUT_FILES, optional };
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

/** Two reports whose names differ only by signs would have one type: the schema could not be built with both. */
function assertReportsAreApart({ reports }: Pick<SchemaConfig, 'reports'>, file: string): void {
  const byType = new Map<string, string>();
  for (const name of Object.keys(reports)) {
    const type = reportTypeName(name);
    const other = byType.get(type);
    if (other !== undefined) {
      throw new ConfigError(
        `${file}: reports: ${JSON.stringify(other)} and ${JSON.stringify(name)} both have the type ${type}. Describe one of them only`,
      );
    }
    byType.set(type, name);
  }
}
