import { ConfigError } from '../../../errors.ts';
import type { WhitelistedMethod } from '../../../metadata/whitelisted-method.ts';
import { docMethodFieldName, fullMethodFieldName, methodFieldName, withHash } from '../../../schema/model/naming.ts';
import { isWriteFieldName } from '../../../schema/model/reserved-names.ts';
import type { SchemaModel } from '../../../schema/model/schema-model.ts';

/** A method with the name of its field. */
export interface NamedMethod {
  readonly field: string;
  readonly method: WhitelistedMethod;
}

/**
 * Names the fields of all methods. Of several with the same short name, each gets the whole of its path, whichever was
 * there first; a name that belongs to a DocType or to the gateway gets a hash of its meaning.
 *
 * @param taken the names of all other root fields.
 * @throws ConfigError for a name of people's own that another root field has.
 */
export function nameMethods(
  model: SchemaModel,
  methods: readonly WhitelistedMethod[],
  taken: ReadonlySet<string>,
): NamedMethod[] {
  const shown = methods.filter(({ doctype }) => doctype === null || hasFields(model, doctype));
  assertNamesAreFree(shown, taken);
  const short = shown.map((method) => ({ method, field: shortName(model, method) }));
  const full = ofClashing(short, ({ method }) =>
    method.doctype === null && method.rename === null ? fullMethodFieldName(method.path) : null,
  );
  const own = full.map((named) =>
    taken.has(named.field) || isWriteFieldName(named.field) ? { ...named, field: hashed(named) } : named,
  );
  return ofClashing(own, hashed);
}

function hasFields({ byDoctype }: SchemaModel, doctype: string): boolean {
  const entry = byDoctype.get(doctype);
  return entry !== undefined && !entry.meta.isChild;
}

function shortName({ byDoctype }: SchemaModel, { path, doctype, rename }: WhitelistedMethod): string {
  if (rename !== null) return rename;
  return doctype === null ? methodFieldName(path) : docMethodFieldName(byDoctype.get(doctype)?.singular ?? '', path);
}

/** Gives another name to those that share theirs. */
function ofClashing(named: readonly NamedMethod[], rename: (named: NamedMethod) => string | null): NamedMethod[] {
  const counts = new Map<string, number>();
  for (const { field } of named) counts.set(field, (counts.get(field) ?? 0) + 1);
  return named.map((entry) =>
    (counts.get(entry.field) ?? 0) > 1 ? { ...entry, field: rename(entry) ?? entry.field } : entry,
  );
}

function hashed({ field, method: { doctype, path } }: NamedMethod): string {
  return withHash(field, doctype === null ? path : `${doctype}.${path}`);
}

function assertNamesAreFree(methods: readonly WhitelistedMethod[], taken: ReadonlySet<string>): void {
  const owners = new Map([...taken].map((field) => [field, `the root field ${field}`]));
  for (const { path, doctype, rename } of methods) {
    if (rename === null) continue;
    const method = doctype === null ? path : `${doctype}.${path}`;
    const owner = owners.get(rename) ?? (isWriteFieldName(rename) ? 'a field that writes documents' : undefined);
    if (owner !== undefined) {
      throw new ConfigError(`corrections.${method}.rename: "${rename}" is the name of ${owner}. Choose another name.`);
    }
    owners.set(rename, `the method ${method}`);
  }
}
