import type { DocFieldMeta, DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { isStored } from '../../metadata/doctype-meta.ts';
import { fieldtypeOf } from '../../metadata/fieldtypes.ts';
import { resolveFilter } from '../../query/execution/filter/resolve-filter.ts';
import { toListQuery } from '../../query/execution/filter/wire-filter.ts';
import { listRows } from '../../query/execution/rows/list-rows.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { chunk } from '../../query/plan/batch-limits.ts';
import { addCosts, type Cost, type CostBasis, costOfRoles } from '../../query/plan/cost.ts';
import type { Condition } from '../../query/plan/filter.ts';

/** The key of at most one document: its name, or the value of a docfield that the site keeps unique. */
export interface DocKey {
  /** `name`, or the fieldname. */
  readonly fieldname: string;
  /** In Frappe's form. */
  readonly value: string | number;
  /** The path of the argument, such as `by.email`. */
  readonly path: string;
}

/** Whether the site refuses a second document with the same value: by a unique column, or by the name made of it. */
export function isUniqueDocfield({ autoname }: DocTypeMeta, docfield: DocFieldMeta): boolean {
  const { column } = fieldtypeOf(docfield);
  if (!isStored(docfield) || (column !== 'text' && column !== 'number')) return false;
  return docfield.isUnique || autoname === `field:${docfield.fieldname}`;
}

/**
 * Finds the names of the documents that keys belong to, as the caller: one call for each docfield, or several where the
 * keys are many.
 *
 * @returns finds the name of a key's document; null if the caller cannot see one, or if the site compares the value
 * otherwise than by its letters, such as with accents. `findByKey` is exact.
 * @throws GatewayError `FORBIDDEN` if the caller cannot read the DocType or the docfield.
 */
export async function findByKeys(
  scope: RequestScope,
  doctype: DocTypeMeta,
  keys: readonly DocKey[],
): Promise<(key: DocKey) => string | null> {
  const found = new Map<string, string>();
  const byField = Map.groupBy(keys, ({ fieldname }) => fieldname);
  const chunks = [...byField.values()].flatMap((some) => chunk(some, scope.limits.namesPerCall));
  await Promise.all(
    chunks.map(async (some) => {
      for (const row of await rowsWith(scope, doctype, some)) {
        const [{ fieldname }] = some as [DocKey];
        found.set(keyText(fieldname, row[fieldname]), String(row.name));
      }
    }),
  );
  return ({ fieldname, value }) => found.get(keyText(fieldname, value)) ?? null;
}

/** Finds the name of the document that a key belongs to, as the caller; null if they cannot see one. */
export async function findByKey(scope: RequestScope, doctype: DocTypeMeta, key: DocKey): Promise<string | null> {
  const [row] = await rowsWith(scope, doctype, [key]);
  return row === undefined ? null : String(row.name);
}

/** The cost of finding the documents of keys. */
export function costOfKeys(doctype: DocTypeMeta, keys: readonly DocKey[], { limits }: CostBasis): Cost {
  const byField = [...Map.groupBy(keys, ({ fieldname }) => fieldname).values()];
  const calls = byField.reduce((sum, some) => sum + Math.ceil(some.length / limits.namesPerCall), 0);
  const roles = costOfRoles(
    doctype,
    byField.flatMap(([key]) => key?.fieldname ?? []),
  );
  return addCosts([{ calls, rows: keys.length }, roles]);
}

/** Two keys with the same text are one document's. */
export function keyText(fieldname: string, value: unknown): string {
  return `${fieldname}\0${String(value).trim().toLowerCase()}`;
}

async function rowsWith(scope: RequestScope, doctype: DocTypeMeta, keys: readonly DocKey[]) {
  const [{ fieldname, path }] = keys as [DocKey];
  const values = keys.map(({ value }) => value);
  const isText = typeof values[0] === 'string';
  const test = { kind: 'condition', fieldname, isNullable: isText, isText, path } as const;
  const filter: Condition =
    values.length === 1
      ? { ...test, operator: 'eq', value: values[0] as string | number }
      : { ...test, operator: 'in', value: values };
  const wire = await resolveFilter(scope, doctype, filter);
  if (wire === null) return [];
  const columns = fieldname === 'name' ? ['name'] : ['name', fieldname];
  return listRows(scope, doctype, { columns, tables: {} }, { ...toListQuery(doctype, wire, []), limit: values.length });
}
