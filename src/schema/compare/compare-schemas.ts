import {
  type DangerousChange,
  DangerousChangeType,
  findBreakingChanges,
  findDangerousChanges,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
} from 'graphql';
import { describedFieldsOf } from './schema-fields.ts';

/** The meaning of a change for clients: it breaks them, it may surprise them, or neither. */
export type ChangeLevel = 'breaking' | 'dangerous' | 'safe';

/** A difference between two schemas. */
export interface SchemaChange {
  readonly level: ChangeLevel;
  readonly text: string;
  /** The type that changed, and its field or input field, if it is about one. */
  readonly type: string;
  readonly field: string | null;
}

/** Additions that GraphQL.js calls dangerous. A client that does not name them does not notice them. */
const OPTIONAL: ReadonlySet<DangerousChangeType> = new Set([
  DangerousChangeType.OPTIONAL_ARG_ADDED,
  DangerousChangeType.OPTIONAL_INPUT_FIELD_ADDED,
]);

/** Lists what differs between two schemas, breaking changes first. Descriptions do not count. */
export function compareSchemas(before: GraphQLSchema, after: GraphQLSchema): SchemaChange[] {
  const answered = enumsInAnswers(after);
  const isHarmless = ({ type, description }: DangerousChange) =>
    OPTIONAL.has(type) ||
    (type === DangerousChangeType.VALUE_ADDED_TO_ENUM && !answered.has(toChange(description).type));
  return [
    ...findBreakingChanges(before, after).map(({ description }) => toChange(description, 'breaking')),
    ...findDangerousChanges(before, after).map((change) =>
      toChange(change.description, isHarmless(change) ? 'safe' : 'dangerous'),
    ),
    ...findAdditions(before, after),
  ];
}

/** Other enums are input alone: no client meets a value of them that it has not sent. */
function enumsInAnswers(schema: GraphQLSchema): Set<string> {
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) || isInterfaceType(type));
  const answers = types.flatMap((type) => Object.values(type.getFields()).map((field) => getNamedType(field.type)));
  return new Set(answers.filter(isEnumType).map(({ name }) => name));
}

function findAdditions(before: GraphQLSchema, after: GraphQLSchema): SchemaChange[] {
  return Object.values(after.getTypeMap()).flatMap((type): SchemaChange[] => {
    const old = before.getType(type.name);
    if (isIntrospectionType(type)) return [];
    if (old === undefined) {
      return [{ level: 'safe', text: `${type.name} was added.`, type: type.name, field: null }];
    }
    const known = describedFieldsOf(old);
    const isOutput = isObjectType(type) || isInterfaceType(type);
    const added = isOutput ? Object.keys(describedFieldsOf(type)).filter((name) => !Object.hasOwn(known, name)) : [];
    return added.map((field) => ({
      level: 'safe',
      text: `${type.name}.${field} was added.`,
      type: type.name,
      field,
    }));
  });
}

/** Each form in which GraphQL.js describes a change, with the names of its type and its field. */
const FORMS: readonly RegExp[] = [
  /^(?<field>\S+) was (?:removed from|added to) (?:enum|union) type (?<type>\w+)/,
  /^A required field (?<field>\w+) on input type (?<type>\w+)/,
  /^A required arg \w+ on (?<type>\w+)\.(?<field>\w+)/,
  /^(?<type>\w+)(?:\.(?<field>\w+))?/,
];

function toChange(description: string, level: ChangeLevel = 'safe'): SchemaChange {
  const text = description.endsWith('.') ? description : `${description}.`;
  const groups = FORMS.map((form) => form.exec(text)?.groups).find((found) => found !== undefined);
  return { level, text, type: groups?.type ?? '', field: groups?.field ?? null };
}
