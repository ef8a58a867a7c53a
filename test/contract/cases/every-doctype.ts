import { expect } from 'vitest';
import { permlevelsWith } from '../../../src/query/execution/permission/permlevels.ts';
import type { DocTypeEntry } from '../../../src/schema/model/doctype-entry.ts';
import type { ContractCase } from '../contract-case.ts';
import type { ContractSite } from '../contract-site.ts';

interface TypeRef {
  kind: string;
  name: string | null;
  ofType: TypeRef | null;
}

interface Field {
  name: string;
  args: { type: TypeRef }[];
  type: TypeRef;
}

const REF = 'kind name ofType { kind name ofType { kind name ofType { kind name } } }';
const INTROSPECTION = `{
  __schema {
    queryType { name }
    types { kind name fields { name args { type { ${REF} } } type { ${REF} } } }
  }
}`;

/** Virtual DocTypes whose controllers refuse everybody but the Administrator, with an error of their own. */
const OF_THE_ADMINISTRATOR = new Set(['recorders']);

/** A controller may leave its documents uncounted: those of some virtual DocTypes are `pass`. */
const UNCOUNTED = /^UPSTREAM_ERROR The controller of .* does not count its documents\.$/;

/** A worker of several queues, which is what small sites have, is outside the options of its own Select. */
const OUTSIDE_ITS_OPTIONS = /^rqWorkers: UPSTREAM_CONTRACT queue_type holds "[a-z,]+", which is not an option\.$/;

/** Columns, DocTypes and controllers of Frappe itself, far from any shop. */
export const EVERY_DOCTYPE_CASES: readonly ContractCase[] = [
  {
    name: 'every list and every Single is read with all its columns, or refused as a whole',
    timeout: 300_000,
    run: async (site) => {
      const fields = await readFields(site);
      const selectOnly = await selectOnlyRoots(site);
      const virtual = new Set(site.entries.filter(({ meta }) => meta.isVirtual).map(({ plural }) => plural));
      const failures: string[] = [];
      for (const [root, query] of sweep(site, fields)) {
        const { errors = [] } = await site.ask(query);
        for (const { message, extensions } of errors) {
          const reported = `${String(extensions.code)} ${message}`;
          const isRefused = extensions.code === 'FORBIDDEN' && (extensions.field === undefined || selectOnly.has(root));
          const isUncounted = virtual.has(root) && UNCOUNTED.test(reported);
          if (!isRefused && !isUncounted && !OUTSIDE_ITS_OPTIONS.test(`${root}: ${reported}`))
            failures.push(`${root}: ${reported}`);
        }
      }
      expect(failures).toEqual([]);
    },
  },
];

/** The lists of what the account may select and not read: it sees some of their columns. */
async function selectOnlyRoots(site: ContractSite): Promise<ReadonlySet<string>> {
  const { data } = await site.ask('{ me { roles } }');
  const roles = new Set(data.me.roles as string[]);
  const has = ({ meta }: DocTypeEntry, right: 'select' | 'read') => permlevelsWith(right, meta, roles).has(0);
  const entries = site.entries.filter((entry) => has(entry, 'select') && !has(entry, 'read'));
  return new Set(entries.map(({ plural }) => plural));
}

async function readFields(site: ContractSite): Promise<ReadonlyMap<string, Field[]>> {
  const { data } = await site.ask(INTROSPECTION);
  const { queryType, types } = data.__schema as {
    queryType: { name: string };
    types: { name: string; fields: Field[] }[];
  };
  const byType = new Map(types.filter(({ fields }) => fields).map(({ name, fields }) => [name, fields]));
  return byType.set('', byType.get(queryType.name) ?? []);
}

/** One query per list and per Single, with its root field. */
function sweep(site: ContractSite, fields: ReadonlyMap<string, Field[]>): [string, string][] {
  const roots = new Set(site.entries.map(({ meta, singular, plural }) => (meta.isSingle ? singular : plural)));
  const asked = (fields.get('') ?? []).filter(({ name }) => roots.has(name));
  return asked.flatMap(({ name, args, type }): [string, string][] => {
    const answer = namedType(type).name ?? '';
    const nodes = fields.get(answer)?.find((field) => field.name === 'nodes');
    const needsArgument = args.some((argument) => argument.type.kind === 'NON_NULL');
    if (needsArgument || OF_THE_ADMINISTRATOR.has(name)) return [];
    if (nodes) return [[name, `{ ${name}(first: 3) { totalCount nodes { ${selection(fields, nodes.type)} } } }`]];
    return fields.has(answer) ? [[name, `{ ${name} { ${selection(fields, type)} } }`]] : [];
  });
}

/** Every leaf, and of objects their name: links, child rows. */
function selection(fields: ReadonlyMap<string, Field[]>, type: TypeRef): string {
  const asked = (fields.get(namedType(type).name ?? '') ?? []).flatMap((field) => {
    if (field.args.some((argument) => argument.type.kind === 'NON_NULL')) return [];
    const { kind, name } = namedType(field.type);
    if (kind === 'SCALAR' || kind === 'ENUM') return [field.name];
    const hasName = fields.get(name ?? '')?.some((inner) => inner.name === 'name');
    return hasName ? [`${field.name} { name }`] : [];
  });
  return ['__typename', ...asked].join(' ');
}

function namedType(type: TypeRef): TypeRef {
  return type.ofType === null || type.ofType === undefined ? type : namedType(type.ofType);
}
