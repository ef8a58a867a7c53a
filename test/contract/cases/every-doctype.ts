import { expect } from 'vitest';
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

/** A worker of several queues, which is what small sites have, is outside the options of its own Select. */
const OUTSIDE_ITS_OPTIONS = /^rqWorkers: UPSTREAM_CONTRACT queue_type holds "[a-z,]+", which is no option\.$/;

/** Columns, DocTypes and controllers of Frappe itself, far from any shop. */
export const EVERY_DOCTYPE_CASES: readonly ContractCase[] = [
  {
    name: 'every list and every Single is read with all its columns, or refused as a whole',
    run: async (site) => {
      const fields = await readFields(site);
      const failures: string[] = [];
      for (const [root, query] of sweep(fields)) {
        const { errors = [] } = await site.ask(query);
        const isRefused = (extensions: Record<string, unknown>) =>
          extensions.code === 'FORBIDDEN' && extensions.field === undefined;
        for (const { message, extensions } of errors) {
          const line = `${root}: ${String(extensions.code)} ${message}`;
          if (!isRefused(extensions) && !OUTSIDE_ITS_OPTIONS.test(line)) failures.push(line);
        }
      }
      expect(failures).toEqual([]);
    },
  },
];

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
function sweep(fields: ReadonlyMap<string, Field[]>): [string, string][] {
  return (fields.get('') ?? []).flatMap(({ name, args, type }): [string, string][] => {
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
