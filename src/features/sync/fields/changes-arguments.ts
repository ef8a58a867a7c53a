import { badUserInput } from '../../../errors.ts';
import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import type { BatchLimits } from '../../../query/plan/batch-limits.ts';
import type { SchemaModel } from '../../../schema/model/schema-model.ts';
import type { ChangesPlan, HeldNames } from '../sync-change.ts';
import type { HeldArgument } from './changes-types.ts';

/** More would make tokens too long. */
const MOST_DOCTYPES = 20;

/** The arguments of `changes`. */
export interface ChangesArguments {
  readonly doctypes: readonly string[];
  readonly since?: string | null | undefined;
  readonly first?: number | null | undefined;
  readonly held?: readonly HeldArgument[] | null | undefined;
}

/** Reads the arguments. @throws GatewayError `BAD_USER_INPUT` that names the wrong one. */
export function readArguments(
  model: SchemaModel,
  limits: BatchLimits,
  args: ChangesArguments,
): Omit<ChangesPlan, 'documents'> {
  const doctypes = readDoctypes(model, args.doctypes);
  return {
    doctypes,
    since: args.since ?? null,
    first: readFirst(args.first, limits),
    held: readHeld(doctypes, args.held ?? [], limits),
  };
}

function readDoctypes(model: SchemaModel, names: readonly string[]): DocTypeMeta[] {
  if (names.length === 0 || names.length > MOST_DOCTYPES) {
    throw badUserInput(`\`doctypes\`: must have between 1 and ${MOST_DOCTYPES} names.`, 'doctypes');
  }
  return names.map((name, index) => {
    const path = `doctypes.${index}`;
    const meta = model.byDoctype.get(name)?.meta;
    if (meta === undefined) throw badUserInput(`\`${path}\`: ${name} is not a DocType of this schema.`, path);
    const obstacle = obstacleOf(meta);
    if (obstacle !== null) throw badUserInput(`\`${path}\`: ${name} ${obstacle}`, path);
    if (names.indexOf(name) !== index) throw badUserInput(`\`${path}\`: ${name} is named twice.`, path);
    return meta;
  });
}

/** Why the changes of a DocType cannot be followed; null if they can. */
function obstacleOf({ isChild, isSingle, isVirtual }: DocTypeMeta): string | null {
  if (isChild) return 'is a child table. Its rows change with their documents: name the DocType of these.';
  if (isSingle) return 'is a Single, of which the site keeps no list. Read it as a whole.';
  if (isVirtual) return 'is virtual: the site stores no documents of it, nor when they change.';
  return null;
}

function readFirst(first: number | null | undefined, { maxPageSize }: BatchLimits): number {
  if (first === undefined || first === null) return maxPageSize;
  if (first >= 1 && first <= maxPageSize) return first;
  throw badUserInput(`\`first\`: must be between 1 and ${maxPageSize}.`, 'first');
}

function readHeld(
  doctypes: readonly DocTypeMeta[],
  held: readonly HeldArgument[],
  { filterNames }: BatchLimits,
): HeldNames[] {
  const count = held.reduce((sum, { names }) => sum + names.length, 0);
  if (count > filterNames) throw badUserInput(`\`held\`: can have at most ${filterNames} names at once.`, 'held');
  return held.map(({ doctype, names }, index) => {
    const meta = doctypes.find(({ name }) => name === doctype);
    if (meta !== undefined) return { doctype: meta, names: names.map(String) };
    const path = `held.${index}.doctype`;
    throw badUserInput(`\`${path}\`: ${doctype} is not one of \`doctypes\`.`, path);
  });
}
