import { costOfList } from '../../../query/execution/plan-cost.ts';
import type { Filter } from '../../../query/plan/filter.ts';
import type { DocPlan } from '../../../query/plan/read-plan.ts';
import { planDocuments } from '../../../query/planner/plan-field.ts';
import { type RootInput, rootExtension } from '../../../query/selection/root-definition.ts';
import { selectedOf } from '../../../query/selection/selection.ts';
import { toFilter } from '../../../schema/arguments/filter-argument.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { changedDocFieldName, changedFieldName, changeTypeName } from '../../../schema/model/naming.ts';
import type { SchemaModel } from '../../../schema/model/schema-model.ts';
import { lookAtDoc } from '../look-at-doc.ts';
import { probeDocs, readMatchingDocs, toNamedRead } from '../read-matching-docs.ts';
import { type ChangeFeed, type DocChange, fedByStreams } from './change-feed.ts';
import { changeFields, toAfter, toKinds } from './change-types.ts';
import { eventKindOf } from './event-kind.ts';

/** `shopOrderChanged(name, filter, events, after)`, for every DocType that has a list of stored documents. */
export function addChangedField(parts: SchemaParts, entry: DocTypeEntry): void {
  const filter = parts.filters.get(entry.meta.name);
  if (filter === undefined) return;
  const { builder, model } = parts;
  const change = addChangeType(parts, entry);
  builder.subscriptionField(changedFieldName(entry.singular), (t) =>
    t.field({
      type: change,
      nullable: false,
      description: `Reports changes of the ${entry.meta.name} documents that you can read, as they happen.`,
      args: {
        name: t.arg.id({ description: 'The one document to listen to.' }),
        filter: t.arg({
          type: filter,
          description: 'The documents to follow. A document that no longer matches is reported once.',
        }),
        events: t.arg({
          type: [eventKindOf(parts)],
          description: 'The kinds of changes to report; all by default.',
        }),
        after: t.arg.string({ description: 'The `resumeToken` of the last change that was received.' }),
      },
      extensions: rootExtension({
        plan: (input: RootInput) => planChanges(model, entry, input),
        cost: ({ doc, filter }, basis) => costOfList(toNamedRead(doc, filter, ['']), basis),
        execute: fedByStreams,
        feed: toFeed,
      }),
      subscribe: fedByStreams,
      resolve: (source) => source as DocChange,
    }),
  );
}

function addChangeType(parts: SchemaParts, entry: DocTypeEntry) {
  const { singular, meta, type } = entry;
  const document = parts.documents.get(meta.name);
  if (document === undefined) throw new Error(`The schema lacks a type for ${meta.name}.`);
  return parts.builder.objectRef<DocChange>(changeTypeName(type)).implement({
    description: `A change of a ${meta.name}.`,
    fields: (t) => ({
      ...changeFields(parts, t),
      matches: t.boolean({
        nullable: false,
        description: 'Whether the document exists and matches the filter. False is reported once, when that ends.',
        resolve: ({ matches }) => matches,
      }),
      [changedDocFieldName(singular)]: t.field({
        type: document,
        description: 'The document as you can read it now; null if it is gone.',
        resolve: ({ row }) => row,
      }),
    }),
  });
}

/** The events that a subscriber follows, and the part of a changed document that it gets. */
interface ChangesPlan {
  readonly doc: DocPlan;
  readonly filter: Filter;
  readonly name: string | null;
  readonly kinds: ChangeFeed['kinds'];
  readonly after: string | null;
}

function planChanges(model: SchemaModel, entry: DocTypeEntry, { context, field, args, nodes }: RootInput): ChangesPlan {
  const { meta, singular } = entry;
  const asked = selectedOf(context, field.type, nodes).get(changedDocFieldName(singular)) ?? [];
  return {
    doc: planDocuments(context, meta.name, asked),
    filter: toFilter(model, entry, args.filter as Record<string, unknown> | null | undefined),
    name: args.name === undefined || args.name === null ? null : String(args.name),
    kinds: toKinds(args.events),
    after: toAfter(args.after),
  };
}

function toFeed({ doc, filter, name, kinds, after }: ChangesPlan): ChangeFeed {
  return {
    doctypes: new Set([doc.doctype.name]),
    kinds,
    name,
    after,
    probe: (scope) => probeDocs(scope, doc.doctype, filter, name),
    readMatching: (scope, _doctype, names) => readMatchingDocs(scope, doc, filter, names),
    lookAt: (scope, _doctype, docname) => lookAtDoc(scope, doc, docname),
  };
}
