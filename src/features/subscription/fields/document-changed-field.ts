import { badUserInput } from '../../../errors.ts';
import { costOfNames } from '../../../query/execution/plan-cost.ts';
import type { DocPlan, Row } from '../../../query/plan/read-plan.ts';
import { planDocuments } from '../../../query/planner/plan-field.ts';
import { type RootInput, rootExtension } from '../../../query/selection/root-definition.ts';
import { selectedOf } from '../../../query/selection/selection.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import type { SchemaModel } from '../../../schema/model/schema-model.ts';
import { lookAtDoc } from '../look-at-doc.ts';
import { readMatchingDocs } from '../read-matching-docs.ts';
import { type ChangeFeed, type DocChange, fedByStreams } from './change-feed.ts';
import { changeFields, toAfter, toKinds } from './change-types.ts';
import { eventKindOf } from './event-kind.ts';

/** `documentChanged(doctypes, events, after)`: changes of documents of several DocTypes in one stream. */
export function addDocumentChangedField(parts: SchemaParts): void {
  const { builder, model } = parts;
  const change = builder.objectRef<DocChange>('DocumentChange').implement({
    description: 'A change of a document of any DocType.',
    fields: (t) => ({
      ...changeFields(parts, t),
      doctype: t.string({ nullable: false, description: 'Its DocType.', resolve: ({ event }) => event.doctype }),
      document: t.field({
        type: parts.document,
        description: 'The document as you can read it now; null if it is gone.',
        resolve: ({ event, row }) => row && { ...row, doctype: event.doctype },
      }),
    }),
  });
  builder.subscriptionField('documentChanged', (t) =>
    t.field({
      type: change,
      nullable: false,
      description: 'Reports changes of the documents that you can read, as they happen.',
      args: {
        doctypes: t.arg.stringList({
          description: 'DocTypes, by their names in Frappe; all DocTypes of the schema by default.',
        }),
        events: t.arg({
          type: [eventKindOf(parts)],
          description: 'The kinds of changes to report; all by default.',
        }),
        after: t.arg.string({ description: 'The `resumeToken` of the last change that was received.' }),
      },
      extensions: rootExtension({
        plan: ({ context, field, args, nodes }: RootInput) => ({
          ...toPlans(model, { context, field, args, nodes }),
          kinds: toKinds(args.events),
          after: toAfter(args.after),
        }),
        cost: ({ docs }, basis) => {
          const costs = [...docs.values()].map((plan) => costOfNames(plan, 1, basis));
          return {
            calls: Math.max(1, ...costs.map(({ calls }) => calls)),
            rows: Math.max(1, ...costs.map(({ rows }) => rows)),
          };
        },
        execute: fedByStreams,
        feed: toFeed,
      }),
      subscribe: fedByStreams,
      resolve: (source) => source as DocChange,
    }),
  );
}

interface ChangesPlan extends Pick<ChangeFeed, 'kinds' | 'after'> {
  /** Whether the caller has named no DocTypes. */
  readonly listensToAll: boolean;
  readonly docs: ReadonlyMap<string, DocPlan>;
}

function toFeed({ listensToAll, docs, kinds, after }: ChangesPlan): ChangeFeed {
  const everything = { kind: 'and', parts: [] } as const;
  return {
    doctypes: listensToAll ? null : new Set(docs.keys()),
    kinds,
    name: null,
    after,
    // Which of the DocTypes the caller may read shows as their documents change.
    probe: async (scope) => (await scope.identity()).roles?.size !== 0,
    readMatching: async (scope, doctype, names) => {
      const plan = docs.get(doctype);
      return plan ? readMatchingDocs(scope, plan, everything, names) : new Map<string, Row>();
    },
    lookAt: async (scope, doctype, name) => {
      const plan = docs.get(doctype);
      return plan ? lookAtDoc(scope, plan, name) : 'hidden';
    },
  };
}

/** The plans of the DocTypes that are listened to. */
function toPlans(
  model: SchemaModel,
  { context, field, args, nodes }: RootInput,
): Pick<ChangesPlan, 'listensToAll' | 'docs'> {
  const listed = model.entries
    .map(({ meta }) => meta)
    .filter((meta) => !meta.isChild && !meta.isSingle && !meta.isVirtual);
  const known = new Set(listed.map(({ name }) => name));
  const below = selectedOf(context, field.type, nodes).get('document') ?? [];
  const named = args.doctypes as (string | null)[] | null | undefined;
  const docs = new Map<string, DocPlan>();
  (named ?? [...known]).forEach((doctype, index) => {
    if (doctype === null || !known.has(doctype)) {
      const path = `doctypes.${index}`;
      throw badUserInput(`${path} is not a DocType whose changes can be followed.`, path);
    }
    docs.set(doctype, planDocuments(context, doctype, below));
  });
  if (docs.size === 0) throw badUserInput('doctypes must name at least one DocType.', 'doctypes');
  return { listensToAll: named === null || named === undefined, docs };
}
