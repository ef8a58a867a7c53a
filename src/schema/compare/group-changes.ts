import type { GraphQLSchema } from 'graphql';
import type { ChangeLevel, SchemaChange } from './compare-schemas.ts';
import { explainDocField, explainDocType } from './frappe-cause.ts';
import { describedFieldsOf, doctypesOf } from './schema-fields.ts';

/** Changes with one cause on the site. */
export interface ChangeGroup {
  /** That of its worst change. */
  readonly level: ChangeLevel;
  readonly doctype: string | null;
  readonly docfield: string | null;
  /** The most likely event on the site; null if the schemas do not say it. */
  readonly cause: string | null;
  readonly changes: readonly string[];
}

interface Owner {
  /** The type of the DocType. */
  readonly type: string;
  readonly doctype: string;
  readonly docfield: string | null;
}

const LEVELS: readonly ChangeLevel[] = ['breaking', 'dangerous', 'safe'];

/** Gathers the changes of a DocType or docfield, which has many types and inputs, and names their cause. */
export function groupChanges(
  changes: readonly SchemaChange[],
  before: GraphQLSchema,
  after: GraphQLSchema,
): ChangeGroup[] {
  const doctypes = new Map([...doctypesOf(after), ...doctypesOf(before)].sort(([a], [b]) => b.length - a.length));
  const groups = Map.groupBy(changes, (change) => {
    const owner = findOwner(change, doctypes, [before, after]);
    return owner === null ? '' : JSON.stringify(owner);
  });
  return [...groups]
    .map(([key, members]) => toGroup(key === '' ? null : JSON.parse(key), members, before, after))
    .sort(byLevel);
}

function toGroup(
  owner: Owner | null,
  members: readonly SchemaChange[],
  before: GraphQLSchema,
  after: GraphQLSchema,
): ChangeGroup {
  const level = LEVELS.find((one) => members.some((change) => change.level === one)) ?? 'safe';
  const changes = members.map(({ text }) => text);
  if (owner === null) return { level, doctype: null, docfield: null, cause: null, changes };
  const { type, doctype, docfield } = owner;
  const [old, now] = [before, after].map((schema) => schema.getType(type));
  const cause =
    docfield === null || !old || !now ? explainDocType(old, now) : explainDocField(docfield, old, now, level);
  return { level, doctype, docfield, cause, changes };
}

/** Names of types begin with that of their DocType; fields of the roots have it in them. */
function findOwner(
  { type, field }: SchemaChange,
  doctypes: ReadonlyMap<string, string>,
  schemas: readonly GraphQLSchema[],
): Owner | null {
  const isRoot = ['Query', 'Mutation', 'Subscription'].includes(type);
  const lowered = (field ?? '').toLowerCase();
  for (const [name, doctype] of doctypes) {
    if (isRoot ? !lowered.includes(name.toLowerCase()) : !new RegExp(`^${name}(?![a-z0-9])`).test(type)) continue;
    // A DocType that came or went did so as a whole.
    if (isRoot || schemas.some((schema) => schema.getType(name) === undefined))
      return { type: name, doctype, docfield: null };
    const docfields = schemas.flatMap((schema) => Object.keys(describedFieldsOf(schema.getType(name))));
    const ofEnum = new RegExp(`^${name}_(\\w+?)(?:Filter)?$`).exec(type)?.[1];
    const docfield =
      [ofEnum, field].find((one) => one !== undefined && one !== null && docfields.includes(one)) ?? null;
    return { type: name, doctype, docfield };
  }
  return null;
}

function byLevel(a: ChangeGroup, b: ChangeGroup): number {
  return LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level);
}
