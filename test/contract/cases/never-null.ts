import { expect } from 'vitest';
import type { DocTypeEntry } from '../../../src/schema/model/doctype-entry.ts';
import { isNeverNull } from '../../../src/schema/model/never-null.ts';
import type { ContractCase } from '../contract-case.ts';
import type { Caller, ContractSite } from '../contract-site.ts';

/** Callers who do not see everything: rows, columns, linked documents or whole DocTypes are hidden from them. */
const CALLERS: readonly Caller[] = ['gateway', 'alice', 'bob', 'guest'];

/** What `@semanticNonNull` promises. */
export const NEVER_NULL_CASES: readonly ContractCase[] = [
  {
    name: 'a field that is null only with an error has one at every place where it is null',
    timeout: 300_000,
    run: async (site) => {
      const lists = site.entries.filter(({ meta }) => isTried(meta) && !meta.isChild && !meta.isSingle);
      const silent: string[] = [];
      let values = 0;
      for (const entry of lists) {
        for (const [selection, as] of selectionsOf(site, entry).flatMap((one) =>
          CALLERS.map((as) => [one, as] as const),
        )) {
          const query = `{ ${entry.plural}(first: 10) { nodes { ${selection} } } }`;
          const { data, errors = [] } = await site.ask(query, { as });
          const reported = new Set(errors.map(({ path = [] }) => path.join('.')));
          for (const { path, isNull } of placesIn(data ?? { [entry.plural]: null })) {
            values += 1;
            if (isNull && !reported.has(path)) silent.push(`${as}: ${path}`);
          }
        }
      }
      expect(silent).toEqual([]);
      expect(values).toBeGreaterThan(1_000);
    },
  },
];

/** The shop's DocTypes, and some of Frappe and ERPNext: all of them would take minutes. */
function isTried({ name, isVirtual }: DocTypeEntry['meta']): boolean {
  return !isVirtual && /^(?:Shop |User$|ToDo$|File$|DocType$|Role$|Country$|Sales |Item|Customer|Account$)/.test(name);
}

/** All fields, in as many selections as the limit of aliases asks for. */
function selectionsOf(site: ContractSite, entry: DocTypeEntry): string[] {
  const selections = [''];
  for (const field of fieldsOf(site, entry)) {
    const longer = `${selections.at(-1)} ${field}`;
    if (longer.split(NEVER_NULL).length - 1 > DEFAULT_MAX_ALIASES) selections.push(field);
    else selections[selections.length - 1] = longer;
  }
  return selections.map((selection) => `name ${selection}`);
}

/** Fields that are never null without an error, also of linked documents and rows, under aliases that say so. */
function fieldsOf(site: ContractSite, entry: DocTypeEntry, depth = 0): string[] {
  const targets = new Map(site.entries.map((one) => [one.meta.name, one]));
  return entry.fields.flatMap((field) => {
    const { kind, name } = field;
    const alias = isNeverNull(entry, field) ? `${NEVER_NULL}${name}: ` : '';
    const target = kind.kind === 'link' || kind.kind === 'childTable' ? targets.get(kind.target) : undefined;
    if (target !== undefined)
      return depth < 1 ? [`${alias}${name} { ${['name', ...fieldsOf(site, target, depth + 1)].join(' ')} }`] : [];
    return alias === '' ? [] : [`${alias}${name}`];
  });
}

const NEVER_NULL = 'never_';
/** The default of MAX_QUERY_ALIASES. */
const DEFAULT_MAX_ALIASES = 100;

function* placesIn(
  value: unknown,
  path: readonly (string | number)[] = [],
): Generator<{ path: string; isNull: boolean }> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const here = [...path, key];
    const isPromised = path.length === 0 || key === 'nodes' || key.startsWith(NEVER_NULL);
    if (isPromised) yield { path: here.join('.'), isNull: inner === null };
    yield* placesIn(inner, here);
  }
}
