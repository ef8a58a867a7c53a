import { expect } from 'vitest';
import { isInLists, isStored } from '../../../src/metadata/doctype-meta.ts';
import { mapConcurrently } from '../../../src/metadata/map-concurrently.ts';
import { permlevelsWith } from '../../../src/query/execution/permission/permlevels.ts';
import type { DocFieldEntry, DocTypeEntry, FieldKind } from '../../../src/schema/model/doctype-entry.ts';
import type { ContractCase } from '../contract-case.ts';
import type { Caller, ContractSite } from '../contract-site.ts';

const CALLERS: readonly Caller[] = ['alice', 'bob', 'carol', 'gateway', 'guest'];
const ROWS = 3;
const CONCURRENT = 8;

type Values = Record<string, unknown>;

/** Held against the site's own REST answers, for every DocType, docfield and caller: lists as lists, documents as documents. */
export const NO_MORE_THAN_REST_CASES: readonly ContractCase[] = CALLERS.map((as) => ({
  name: `what ${as} sees of any DocType is what REST shows ${as}, without what permlevels hide`,
  timeout: 300_000,
  run: async (site) => {
    const roles = await readRoles(site, as);
    const entries = site.entries.filter(({ meta }) => !meta.isChild && !meta.isVirtual);
    const differences = await mapConcurrently(entries, CONCURRENT, async (entry) => [
      ...(entry.meta.isSingle ? [] : await twice(() => compareLists(site, entry, as))),
      ...(await twice(() => compareDocuments(site, entry, as, roles))),
    ]);
    expect(differences.flat()).toEqual([]);
  },
}));

/** On a site that others use, something may change between two reads. */
async function twice(compare: () => Promise<string[]>): Promise<string[]> {
  return (await compare()).length === 0 ? [] : compare();
}

async function compareLists(site: ContractSite, entry: DocTypeEntry, as: Caller): Promise<string[]> {
  // The gateway reads from the documents what lists leave out.
  const isListed = ({ docfield }: DocFieldEntry) => isInLists(entry.meta, docfield.fieldname);
  const fields = leaves(entry.fields).filter(isListed);
  const query = `{ list: ${entry.plural}(first: ${ROWS}, orderBy: [{ name: ASC }]) { nodes { name ${select(fields)} } } }`;
  const { data } = await site.ask(query, { as });
  const shown: Values[] = data?.list?.nodes ?? [];
  if (shown.length === 0) return [];
  const rows = (await listByRest(site, entry, fields, as)) ?? [];
  return shown.flatMap((node) => {
    const row = rows.find(({ name }) => String(name) === node.name);
    if (row === undefined) return [`${entry.meta.name} ${node.name}: no list of REST shows it`];
    return compareValues(`list of ${entry.meta.name}`, fields, node, row);
  });
}

async function compareDocuments(
  site: ContractSite,
  entry: DocTypeEntry,
  as: Caller,
  roles: ReadonlySet<string>,
): Promise<string[]> {
  const { meta } = entry;
  const listed = meta.isSingle ? [] : ((await listByRest(site, entry, [], 'gateway')) ?? []);
  const names = meta.isSingle ? [meta.name] : listed.slice(-1).map(({ name }) => String(name));
  const differences = names.map(async (name) => {
    const { status, body } = await site.rest(`/api/resource/${encode(meta.name)}/${encode(name)}`, as);
    const key = meta.isSingle ? '' : `(name: ${JSON.stringify(name)})`;
    const { data } = await site.ask(`{ one: ${entry.singular}${key} { ${selectDocument(site, entry)} } }`, { as });
    const shown: Values | null = data?.one ?? null;
    if (shown === null) return [];
    if (status !== 200) return [`${meta.name} ${name}: REST answers ${status}`];
    return compareDocument(site, entry, shown, body.data as Values, roles);
  });
  return (await Promise.all(differences)).flat();
}

function compareDocument(
  site: ContractSite,
  entry: DocTypeEntry,
  shown: Values,
  doc: Values,
  roles: ReadonlySet<string>,
): string[] {
  const levels = permlevelsWith('read', entry.meta, roles);
  const hidden = ({ docfield }: DocFieldEntry) => docfield.permlevel > 0 && !levels.has(docfield.permlevel);
  const compare = (where: string, fields: readonly DocFieldEntry[], some: Values, raw: Values): string[] => [
    ...compareValues(
      where,
      fields.filter(({ kind }) => kind.kind !== 'childTable'),
      some,
      raw,
    ),
    ...fields
      .filter((field) => hidden(field) && some[field.name] !== null)
      .map(({ name }) => `${where}.${name} is above the permlevels of the caller`),
  ];
  const tables = entry.fields.flatMap(({ kind, name, docfield }) => {
    if (kind.kind !== 'childTable') return [];
    const fields = site.entries.find(({ meta }) => meta.name === kind.target)?.fields ?? [];
    const rows = (shown[name] ?? []) as Values[];
    const raw = (doc[docfield.fieldname] ?? []) as Values[];
    return rows.flatMap((row) => {
      const own = raw.find(({ name: rowName }) => String(rowName) === row.name);
      if (own === undefined) return [`${entry.meta.name}.${name}: REST has no row ${row.name}`];
      return compare(`document of ${entry.meta.name}.${name}`, leaves(fields), row, own);
    });
  });
  return [...compare(`document of ${entry.meta.name}`, entry.fields, shown, doc), ...tables];
}

/** Every value that is shown stands in the answer of REST, too. */
function compareValues(where: string, fields: readonly DocFieldEntry[], shown: Values, raw: Values): string[] {
  return fields.flatMap(({ name, docfield: { fieldname }, kind }) => {
    const value = shown[name];
    if (value === null || value === undefined || fieldname === CLOCK) return [];
    return isSame(kind, value, raw[fieldname])
      ? []
      : [`${where}.${fieldname}: ${text(value)}, and by REST ${text(raw[fieldname])}`];
  });
}

/** Of User: it moves with every request. */
const CLOCK = 'last_active';

/** Values that are written in another way than by REST need only be there. */
function isSame(kind: FieldKind, value: unknown, raw: unknown): boolean {
  if (raw === null || raw === undefined) return false;
  const plain = plainOf(value);
  if (typeof plain === 'object' || kind.kind === 'enum') return true;
  if (kind.kind === 'scalar' && ['DocStatus', 'Time'].includes(kind.scalar)) return true;
  const [a, b] = [String(plain).trim(), String(raw).trim()];
  return a === b || a.replace('T', ' ') === b || (a !== '' && b !== '' && Number(a) === Number(b));
}

function plainOf(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'object' || value === null) return value;
  const { name, url } = value as Values;
  return name ?? url ?? value;
}

function text(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 60) ?? 'nothing';
}

async function readRoles(site: ContractSite, as: Caller): Promise<ReadonlySet<string>> {
  if (as === 'guest') return new Set(['Guest']);
  const { data } = await site.ask('{ me { roles } }', { as });
  return new Set(data.me.roles as string[]);
}

async function listByRest(
  site: ContractSite,
  { meta }: DocTypeEntry,
  fields: readonly DocFieldEntry[],
  as: Caller,
): Promise<Values[] | null> {
  const { status, body } = await site.rest('/api/method/frappe.client.get_list', as, {
    doctype: meta.name,
    fields: ['name', ...fields.map(({ docfield }) => docfield.fieldname)],
    order_by: `\`tab${meta.name}\`.\`name\` asc`,
    limit_page_length: ROWS,
  });
  return status === 200 ? ((body.message ?? []) as Values[]) : null;
}

function selectDocument(site: ContractSite, entry: DocTypeEntry): string {
  const tables = entry.fields.flatMap(({ kind, name }) => {
    if (kind.kind !== 'childTable') return [];
    const fields = site.entries.find(({ meta }) => meta.name === kind.target)?.fields ?? [];
    return [`${name} { name ${select(leaves(fields))} }`];
  });
  return `name ${select(leaves(entry.fields))} ${tables.join(' ')}`;
}

/** Virtual fields of child rows are read one by one: they are left out. */
function leaves(fields: readonly DocFieldEntry[]): readonly DocFieldEntry[] {
  return fields.filter(({ kind, docfield }) => kind.kind !== 'childTable' && isStored(docfield));
}

function select(fields: readonly DocFieldEntry[]): string {
  return fields
    .map(({ name, kind }) => {
      if (kind.kind === 'link' || kind.kind === 'dynamicLink') return `${name} { name }`;
      return kind.kind === 'scalar' && kind.scalar === 'Attachment' ? `${name} { url }` : name;
    })
    .join(' ');
}

function encode(name: string): string {
  return encodeURIComponent(name);
}
