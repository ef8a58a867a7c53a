import { type DocumentNode, Kind, type SelectionSetNode } from 'graphql';
import { perFragment } from './per-fragment.ts';

/** How large a document is once its fragments stand wherever they are spread. Of several operations, the largest. */
export interface DocumentSize {
  /** Operations and fragments. */
  readonly definitions: number;
  /** Aliases as they are written. */
  readonly aliases: number;
  readonly depth: number;
  readonly fields: number;
  readonly rootFields: number;
}

/** The same of one selection set. */
interface Expansion {
  aliases: number;
  depth: number;
  fields: number;
  /** Fields of the selection set itself, those of its fragments included. */
  own: number;
}

/** Measures a document in time linear in its length, however often its fragments are spread. */
export function measureDocument(document: DocumentNode): DocumentSize {
  const measure = ({ selections }: SelectionSetNode): Expansion => {
    const sum = nothing();
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const { depth, fields, own } = fragments.of(selection.name.value);
        add(sum, depth, fields, own);
        continue;
      }
      const below = selection.selectionSet ? measure(selection.selectionSet) : null;
      sum.aliases += below?.aliases ?? 0;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        add(sum, below?.depth ?? 0, below?.fields ?? 0, below?.own ?? 0);
        continue;
      }
      if (selection.alias) sum.aliases += 1;
      add(sum, 1 + (below?.depth ?? 0), 1 + (below?.fields ?? 0), 1);
    }
    return sum;
  };
  const fragments = perFragment(document, measure, nothing);
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const roots = operations.map((operation) => measure((operation as { selectionSet: SelectionSetNode }).selectionSet));
  const written = [...roots, ...fragments.names.map(fragments.of)];
  return {
    definitions: document.definitions.length,
    aliases: written.reduce((sum, { aliases }) => sum + aliases, 0),
    depth: Math.max(0, ...roots.map(({ depth }) => depth)),
    fields: Math.max(0, ...roots.map(({ fields }) => fields)),
    rootFields: Math.max(0, ...roots.map(({ own }) => own)),
  };
}

function nothing(): Expansion {
  return { aliases: 0, depth: 0, fields: 0, own: 0 };
}

function add(sum: Expansion, depth: number, fields: number, own: number): void {
  sum.depth = Math.max(sum.depth, depth);
  sum.fields += fields;
  sum.own += own;
}
