import { pureExtension } from '../../query/completion/pure-resolver.ts';
import { inTurns } from '../../query/execution/scope/in-turns.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import { cursorAt } from '../arguments/cursors.ts';
import type { Page, SchemaParts } from '../builder/builder.ts';
import type { DocTypeEntry } from '../model/doctype-entry.ts';

/** The connection of a DocType: nodes, edges, pageInfo and, only when asked for, the number of all documents. */
export function addConnectionType(parts: SchemaParts, entry: DocTypeEntry): void {
  const { builder } = parts;
  const document = parts.documents.get(entry.meta.name);
  if (document === undefined) return;
  const edge = builder.objectRef<{ page: Page; row: Row; index: number }>(`${entry.type}Edge`).implement({
    description: `A ${entry.meta.name} in a page.`,
    fields: (t) => ({
      cursor: t.string({
        description: 'Its place in the list.',
        resolve: ({ page, index }) => cursorAt(page, index),
      }),
      node: t.field({ type: document, description: 'The document.', resolve: ({ row }) => row }),
    }),
  });
  const connection = builder.objectRef<Page>(`${entry.type}Connection`).implement({
    description: `A page of ${entry.meta.name}.`,
    fields: (t) => ({
      nodes: t.field({
        type: [document],
        description: 'The documents.',
        extensions: pureExtension((page: Page) => page.rows),
        resolve: (page, _args, scope) => inTurns(scope, page.rows),
      }),
      edges: t.field({
        type: [edge],
        description: 'The documents with their cursors.',
        extensions: pureExtension(toEdges),
        resolve: (page, _args, scope) => inTurns(scope, toEdges(page)),
      }),
      pageInfo: t.field({
        type: parts.pageInfo,
        nullable: false,
        description: 'The position of the page in the list.',
        resolve: (page) => page,
      }),
      totalCount: t.int({
        description: 'The number of all documents that the filter finds, as far as you may see them. Costs a call.',
        resolve: (page) => {
          if (page.totalCount instanceof Error) throw page.totalCount;
          return page.totalCount;
        },
      }),
    }),
  });
  parts.connections.set(entry.meta.name, connection);
}

function toEdges(page: Page) {
  return page.rows.map((row, index) => ({ page, row, index }));
}
