import type { ObjectRef } from '@pothos/core';
import type { ListPage } from '../../query/execution/paging/list-page.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import { cursorAt } from '../arguments/cursors.ts';
import type { SchemaParts, SchemaTypesOf } from '../builder/builder.ts';
import { longList } from '../builder/long-list.ts';
import { semanticNonNull } from '../builder/semantic-non-null.ts';
import type { DocTypeEntry } from '../model/doctype-entry.ts';

/** The connection of a DocType: nodes, edges, pageInfo and, only when asked for, the number of all documents. */
export function addConnectionType(parts: SchemaParts, entry: DocTypeEntry): void {
  const { builder } = parts;
  const document = parts.documents.get(entry.meta.name);
  if (document === undefined) return;
  const edge = addEdgeType(parts, entry, document);
  const connection = builder.objectRef<ListPage>(`${entry.type}Connection`).implement({
    description: `A page of ${entry.meta.name} documents.`,
    fields: (t) => ({
      nodes: t.field({
        type: [document],
        description: 'The documents.',
        resolve: nodes.resolve,
        extensions: { ...semanticNonNull(), ...nodes.extensions },
      }),
      edges: t.field({
        type: [edge],
        description: 'The documents with their cursors.',
        resolve: edges.resolve,
        extensions: { ...semanticNonNull(), ...edges.extensions },
      }),
      pageInfo: t.field({
        type: parts.pageInfo,
        nullable: false,
        description: 'The position of the page in the list.',
        resolve: (page) => page,
      }),
      totalCount: t.int({
        description:
          'The exact number of all documents that the filter finds, as far as you may see them; null if counting takes too long. Costs a call.',
        resolve: (page) => countOf(page)?.value ?? null,
      }),
      count: t.field({
        type: parts.docCount,
        description:
          'The number of all documents that the filter finds, counted up to a limit; null if counting takes too long. Costs a call, which it shares with `totalCount`.',
        resolve: countOf,
      }),
    }),
  });
  parts.connections.set(entry.meta.name, connection);
}

const nodes = longList((page: ListPage) => page.rows);
const edges = longList(toEdges);

/** A row in its page. */
interface Edge {
  readonly page: ListPage;
  readonly row: Row;
  readonly index: number;
}

function addEdgeType({ builder }: SchemaParts, { meta, type }: DocTypeEntry, document: ObjectRef<SchemaTypesOf, Row>) {
  return builder.objectRef<Edge>(`${type}Edge`).implement({
    description: `A ${meta.name} in a page.`,
    fields: (t) => ({
      cursor: t.string({
        description: 'Its place in the list.',
        extensions: semanticNonNull(),
        resolve: ({ page, index }) => cursorAt(page, index),
      }),
      node: t.field({
        type: document,
        description: 'The document.',
        extensions: semanticNonNull(),
        resolve: ({ row }) => row,
      }),
    }),
  });
}

/** @throws GatewayError if the count failed. */
function countOf({ count }: ListPage) {
  if (count instanceof Error) throw count;
  return count;
}

function toEdges(page: ListPage): Edge[] {
  return page.rows.map((row, index) => ({ page, row, index }));
}
