import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, toError, UsageError } from '../errors.ts';
import type { OperationText } from '../schema/compare/broken-operations.ts';
import type { ChangeGroup } from '../schema/compare/group-changes.ts';
import { diffSchemas, type SchemaDifference } from '../schema/compare/schema-difference.ts';
import { type CommandOption, type CommandValues, JSON_OPTION } from './command.ts';
import { paint } from './output/paint.ts';

/** The options of the commands that compare schemas. */
export const COMPARE_OPTIONS: Readonly<Record<string, CommandOption>> = {
  operations: {
    type: 'string',
    value: 'PATH',
    summary: 'a folder or file of operations (.graphql, or JSON manifests): only changes that break these count',
  },
  ...JSON_OPTION,
};

/** Changes of one kind that are printed at most. */
const MOST_CHANGES = 3;

/** Operations that the configuration registers. */
export interface RegisteredOperations {
  readonly texts: readonly OperationText[];
  /** Whether clients can send no others. */
  readonly isExclusive: boolean;
}

/**
 * Prints what differs between two schemas.
 *
 * @param registered operations that are looked at if no others are given.
 * @throws ConfigError if that breaks clients: any, or the given operations.
 */
export function reportChanges(
  before: string,
  after: string,
  { operations, json }: CommandValues,
  registered: RegisteredOperations = { texts: [], isExclusive: false },
): void {
  const given = typeof operations === 'string' ? readOperations(operations) : null;
  const difference = compare(before, after, given ?? registered.texts);
  const areAllKnown = given !== null || registered.isExclusive;
  if (json) console.log(JSON.stringify(difference, null, 2));
  else for (const line of toLines(difference)) console.log(line);
  const broken = difference.brokenOperations.length;
  const breaking = difference.groups.filter(({ level }) => level === 'breaking').length;
  if (areAllKnown && broken > 0) throw new ConfigError(`${count(broken, 'operation')} would break.`);
  if (!areAllKnown && breaking > 0) throw new ConfigError(`${count(breaking, 'breaking change')}.`);
}

function compare(before: string, after: string, operations: readonly OperationText[]): SchemaDifference {
  try {
    return diffSchemas(before, after, operations);
  } catch (error) {
    throw new ConfigError(`A schema or an operation is not valid: ${toError(error).message}`);
  }
}

/** @throws UsageError if the path does not exist. */
function readOperations(path: string): OperationText[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new UsageError(`--operations: ${path} does not exist.`);
  const files = found.isDirectory() ? globSync('**/*.{graphql,gql,json}', { cwd: path }).sort() : [''];
  return files.flatMap((name) => {
    const file = join(path, name);
    const text = readFileSync(file, 'utf8');
    return file.endsWith('.json') ? readManifest(text).map((one) => ({ file, text: one })) : [{ file, text }];
  });
}

/** Queries in the values of a JSON file, however deep: clients' tools write manifests in several forms. */
function readManifest(text: string): string[] {
  const queries: string[] = [];
  JSON.parse(text, (_key, value: unknown) => {
    if (typeof value === 'string' && /^\s*(?:query|mutation|subscription|fragment|\{)[\s\S]*\}\s*$/.test(value))
      queries.push(value);
    return value;
  });
  return queries;
}

function toLines({ groups, brokenOperations }: SchemaDifference): string[] {
  if (groups.length === 0) return ['The schemas do not differ.'];
  return [
    ...groups.flatMap(describeGroup),
    ...brokenOperations.map(
      ({ name, file, errors }) =>
        `${paint('red', 'breaks')}     ${name} (${file}): ${errors.slice(0, MOST_CHANGES).join(' ')}`,
    ),
  ];
}

const COLOURS = { breaking: 'red', dangerous: 'yellow', safe: 'green' } as const;

function describeGroup({ level, doctype, docfield, cause, changes }: ChangeGroup): string[] {
  const subject = doctype === null ? 'Shared types' : docfield === null ? doctype : `${doctype}, ${docfield}`;
  const more = changes.length - MOST_CHANGES;
  const shown = more > 0 ? [...changes.slice(0, MOST_CHANGES), `and ${count(more, 'more change')}`] : changes;
  return [
    `${paint(COLOURS[level], level.padEnd(10))} ${subject}: ${cause ?? count(changes.length, 'change')}`,
    ...shown.map((line) => `             ${line}`),
  ];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
