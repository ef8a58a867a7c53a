import { type FieldNode, type GraphQLResolveInfo, getNamedType, isObjectType } from 'graphql';
import { badUserInput } from '../errors.ts';
import { type ListRead, readList } from '../operations/read-list.ts';
import type { RequestScope } from '../operations/request-scope.ts';
import type { SchemaParts } from './builder.ts';
import type { DocTypeEntry } from './doctype-entry.ts';
import { toFilter } from './filter-argument.ts';
import { toSortKeys } from './order-inputs.ts';
import { findType, planSelection } from './plan-selection.ts';
import { type SelectedFields, selectedFields } from './selection.ts';

interface ListArguments {
  filter?: Record<string, unknown> | null | undefined;
  orderBy?: readonly Record<string, unknown>[] | null | undefined;
  first?: number | null | undefined;
  offset?: number | null | undefined;
}

/** The root field of a list. */
export function addListField(parts: SchemaParts, entry: DocTypeEntry): void {
  const connection = parts.connections.get(entry.meta.name);
  const filter = parts.filters.get(entry.meta.name);
  const order = parts.orders.get(entry.meta.name);
  if (connection === undefined || filter === undefined || order === undefined) return;
  parts.builder.queryField(entry.plural, (t) =>
    t.field({
      type: connection,
      description: `The ${entry.meta.name} documents that you may see.`,
      args: {
        filter: t.arg({ type: filter }),
        orderBy: t.arg({ type: [order] }),
        first: t.arg.int({ description: 'How many documents at most.' }),
        offset: t.arg.int({ description: 'How many documents to pass over.' }),
      },
      resolve: async (_root, args, scope, info) => {
        const read = toListRead(parts, scope, entry, args as ListArguments, info);
        return { ...(await readList(scope, read)), offset: read.offset };
      },
    }),
  );
}

function toListRead(
  parts: SchemaParts,
  scope: RequestScope,
  entry: DocTypeEntry,
  args: ListArguments,
  info: GraphQLResolveInfo,
): ListRead {
  const selection = readConnectionSelection(info);
  const documentType = findType(info, entry.meta.name);
  const nodes = selection.nodes;
  return {
    doctype: entry.meta,
    plan: documentType && nodes.length > 0 ? planSelection(info, documentType, nodes) : null,
    filter: toFilter(parts.model, entry, args.filter),
    orderBy: toSortKeys(entry, args.orderBy ?? []),
    first: toPageSize(args.first, scope),
    offset: toOffset(args.offset),
    wantsNextPage: selection.wantsNextPage,
    wantsTotalCount: selection.wantsTotalCount,
  };
}

interface ConnectionSelection {
  /** The nodes whose selection sets ask for documents. */
  nodes: readonly FieldNode[];
  wantsNextPage: boolean;
  wantsTotalCount: boolean;
}

function readConnectionSelection(info: GraphQLResolveInfo): ConnectionSelection {
  const type = getNamedType(info.returnType);
  if (!isObjectType(type)) throw new Error('A connection is an object type.');
  const fields: SelectedFields = selectedFields(info, type, info.fieldNodes);
  const pageInfoType = getNamedType(type.getFields().pageInfo?.type);
  const pageInfo = isObjectType(pageInfoType) ? selectedFields(info, pageInfoType, fields.get('pageInfo') ?? []) : null;
  return {
    nodes: fields.get('nodes') ?? [],
    wantsNextPage: pageInfo?.has('hasNextPage') ?? false,
    wantsTotalCount: fields.has('totalCount'),
  };
}

function toPageSize(first: number | null | undefined, { limits }: RequestScope): number {
  if (first === null || first === undefined) return limits.defaultPageSize;
  if (first < 0) throw badUserInput('first cannot be negative.', 'first');
  if (first > limits.maxPageSize) throw badUserInput(`first cannot be more than ${limits.maxPageSize}.`, 'first');
  return first;
}

function toOffset(offset: number | null | undefined): number {
  if (offset !== null && offset !== undefined && offset < 0) throw badUserInput('offset cannot be negative.', 'offset');
  return offset ?? 0;
}
