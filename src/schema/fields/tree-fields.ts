import type { ObjectRef } from '@pothos/core';
import type { ListPage } from '../../query/execution/paging/list-page.ts';
import { attachedKey, type Row, type TreeStep } from '../../query/plan/read-plan.ts';
import { valueOrThrow } from '../../query/plan/refused-value.ts';
import { readConnectionSelection } from '../../query/planner/connection-selection.ts';
import { readExtension } from '../../query/planner/field-read.ts';
import { type ListArguments, listArguments, toListRead } from '../arguments/list-arguments.ts';
import type { ObjectFieldBuilder, SchemaParts, SchemaTypesOf } from '../builder/builder.ts';
import type { DocFieldEntry, DocTypeEntry } from '../model/doctype-entry.ts';
import { backlinkField } from './backlink-fields.ts';
import { metaTypeName } from './meta-type.ts';

/** `_meta` of a tree's documents: their parent, their children, and all above and below them. */
export function addTreeMetaType(parts: SchemaParts, entry: DocTypeEntry): ObjectRef<SchemaTypesOf, Row> {
  const ref = parts.builder.objectRef<Row>(metaTypeName(entry));
  const parent = entry.fields.find(({ docfield }) => docfield.fieldname === entry.meta.treeParentField);
  parts.builder.objectType(ref, {
    description: `Fields that the gateway adds to a ${entry.meta.name}.`,
    interfaces: [parts.documentMeta],
    fields: (t) => ({
      ...(parent?.kind.kind === 'link' ? parentFields(parts, t, entry, parent) : {}),
      ancestors: treeField(parts, t, entry, 'ancestorsOf', 'The nodes above this one.'),
      descendants: treeField(parts, t, entry, 'descendantsOf', 'The nodes below this one, however deep.'),
    }),
  });
  return ref;
}

const PARENT = '_meta.parent';

function parentFields(parts: SchemaParts, t: ObjectFieldBuilder, entry: DocTypeEntry, parent: DocFieldEntry) {
  const type = parts.documents.get(entry.meta.name);
  if (type === undefined) throw new Error(`The schema lacks a type for ${entry.meta.name}.`);
  const { fieldname } = parent.docfield;
  return {
    parent: t.field({
      type,
      description: 'The node above this one.',
      extensions: readExtension({ kind: 'link', fieldname, target: entry.meta.name, attachAs: PARENT }),
      resolve: (row: Row) => {
        const name = valueOrThrow(row[fieldname]);
        return (row[attachedKey(PARENT)] as Row | undefined) ?? (name ? { name: String(name) } : null);
      },
    }),
    children: backlinkField(parts, t, {
      name: '_meta.children',
      source: entry,
      link: parent,
      table: null,
      doctypeFieldname: null,
    }),
  };
}

function treeField(
  parts: SchemaParts,
  t: ObjectFieldBuilder,
  entry: DocTypeEntry,
  relation: TreeStep['relation'],
  description: string,
) {
  const connection = parts.connections.get(entry.meta.name);
  if (connection === undefined) throw new Error(`The schema lacks a connection of ${entry.meta.name}.`);
  const keyOf = (args: object) => attachedKey(`${relation}(${JSON.stringify(args)})`);
  return t.field({
    type: connection,
    description: `${description} Costs a call for each document.`,
    args: listArguments(parts, entry, t.arg),
    extensions: readExtension({
      kind: 'arguments',
      toStep: ({ context, field, nodes, args, plan }) => {
        const selection = readConnectionSelection(context, field.type, nodes);
        const planNodes = () => plan(entry.meta.name, selection.nodes);
        const read = toListRead(parts.model, context.limits, entry, args as ListArguments, selection, planNodes);
        return { kind: 'tree', key: keyOf(args), relation, read };
      },
    }),
    resolve: (row: Row, args) => (valueOrThrow(row[keyOf(args)]) as ListPage | undefined) ?? null,
  });
}
