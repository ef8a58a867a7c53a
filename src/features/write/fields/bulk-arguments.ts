import { createHash } from 'node:crypto';
import type { ArgBuilder } from '@pothos/core';
import { badUserInput } from '../../../errors.ts';
import { normaliseFilter } from '../../../query/execution/filter/normalise-filter.ts';
import { costOfList } from '../../../query/execution/plan-cost.ts';
import type { BatchLimits } from '../../../query/plan/batch-limits.ts';
import type { Cost, CostBasis } from '../../../query/plan/cost.ts';
import type { Filter } from '../../../query/plan/filter.ts';
import { toFilter } from '../../../schema/arguments/filter-argument.ts';
import type { FilterRef, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { decodeToken, encodeToken } from '../../../schema/model/json-token.ts';
import type { SchemaModel } from '../../../schema/model/schema-model.ts';
import type { BulkOutcome, BulkPlace, BulkSelection } from '../bulk-write.ts';
import type { BulkWrite } from './bulk-types.ts';

const DEFAULT_FIRST = 100;

/** The arguments of every mutation of documents that a filter finds. */
export function bulkArguments(arg: ArgBuilder<SchemaTypesOf>, filter: FilterRef) {
  return {
    filter: arg({
      type: filter,
      description: 'The documents to write. To write all documents, leave it out and set `all`.',
    }),
    all: arg.boolean({ description: 'Writes all documents. Use it instead of a filter.' }),
    expectCount: arg.int({
      description:
        'The number of documents that must match. If it differs, nothing is changed, and the error is `CONFLICT`.',
    }),
    dryRun: arg.boolean({ description: 'Only counts and checks: nothing is changed.' }),
    first: arg.int({
      description: `Maximum number of documents to write in this operation; ${DEFAULT_FIRST} by default.`,
    }),
    after: arg.string({
      description: 'The `next` of the previous operation, to continue with the remaining documents.',
    }),
  };
}

interface BulkArguments {
  readonly filter?: Record<string, unknown> | null | undefined;
  readonly all?: boolean | null | undefined;
  readonly expectCount?: number | null | undefined;
  readonly dryRun?: boolean | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** The documents of a bulk write, and the mark that its tokens carry. */
export interface ReadBulk {
  readonly selection: BulkSelection;
  /** Differs for other documents and other changes: a token continues only what it was given for. */
  readonly mark: string;
}

/** @throws GatewayError `BAD_USER_INPUT` */
export function readBulk(model: SchemaModel, entry: DocTypeEntry, limits: BatchLimits, args: BulkArguments): ReadBulk {
  const { after, expectCount, dryRun, first, ...meant } = args;
  const mark = createHash('sha256')
    .update(JSON.stringify([entry.meta.name, meant]))
    .digest('base64url')
    .slice(0, 8);
  const filter = toFilter(model, entry, args.filter);
  assertMeant(entry, filter, args.all ?? false);
  if (typeof expectCount === 'number' && expectCount < 0) {
    throw badUserInput('`expectCount` cannot be negative.', 'expectCount');
  }
  const selection = {
    doctype: entry.meta,
    filter,
    first: readFirst(first, limits),
    expectCount: expectCount ?? null,
    isDryRun: dryRun ?? false,
    after: typeof after === 'string' ? readToken(after, mark) : null,
  };
  return { selection, mark };
}

/** Everything is never meant by leaving something out. */
function assertMeant({ meta }: DocTypeEntry, filter: Filter, isAll: boolean): void {
  const normal = normaliseFilter(filter);
  const findsAll = normal.kind === 'and' && normal.parts.length === 0;
  if (findsAll && !isAll) {
    throw badUserInput(
      `\`filter\` is empty and finds every ${meta.name}. Say \`all: true\` if that is meant.`,
      'filter',
    );
  }
  if (!findsAll && isAll)
    throw badUserInput('`all`: cannot be true together with a filter. Leave one of them out.', 'all');
}

function readFirst(first: number | null | undefined, { maxBulkDocuments }: BatchLimits): number {
  if (first === undefined || first === null) return Math.min(DEFAULT_FIRST, maxBulkDocuments);
  if (first >= 1 && first <= maxBulkDocuments) return first;
  throw badUserInput(`\`first\`: must be between 1 and ${maxBulkDocuments}.`, 'first');
}

/** The cost of finding the documents and of counting them. */
export function costOfSelection({ doctype, filter, first, after }: BulkSelection, basis: CostBasis): Cost {
  const page = { size: first, offset: 0, position: after && [after.name], isBackward: false };
  const plan = { doctype, columns: new Set(['modified']), steps: [] };
  const read = {
    doctype,
    filter,
    plan,
    orderBy: [],
    page,
    needsMore: true,
    needsCursors: false,
    count: 'exact',
  } as const;
  return costOfList(read, basis);
}

/** A bulk write for callers. */
export function toBulkWrite({ next, ...outcome }: BulkOutcome, { selection, mark }: ReadBulk): BulkWrite {
  return { ...outcome, isDryRun: selection.isDryRun, next: next && writeToken(next, mark) };
}

function writeToken({ name, matched }: BulkPlace, mark: string): string {
  return encodeToken([mark, matched, name]);
}

function readToken(token: string, expected: string): BulkPlace {
  const [mark, matched, name] = decodeToken(token) ?? [];
  const isPlace = (typeof name === 'string' && name !== '') || Number.isSafeInteger(name);
  if (typeof mark !== 'string' || !Number.isSafeInteger(matched) || Number(matched) < 0 || !isPlace) {
    throw badUserInput('`after` is not a token of this API.', 'after');
  }
  if (mark === expected) return { name: name as string | number, matched: Number(matched) };
  throw badUserInput('`after` belongs to another filter or other values. Begin without it.', 'after');
}
