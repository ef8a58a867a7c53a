import type { ObjectRef } from '@pothos/core';
import { getNamedType, isObjectType } from 'graphql';
import { badUserInput } from '../../../errors.ts';
import { costOfNames } from '../../../query/execution/plan-cost.ts';
import { addCosts } from '../../../query/plan/cost.ts';
import type { DocPlan, Row } from '../../../query/plan/read-plan.ts';
import { plansBelow } from '../../../query/planner/plan-selection.ts';
import type { RootInput } from '../../../query/selection/root-definition.ts';
import { selectedFields } from '../../../query/selection/selection.ts';
import type { SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import { addComment } from '../collaboration.ts';
import { targetArguments, toTarget } from './document-mutation.ts';
import {
  costOfDocument,
  type DocumentPayload,
  documentPayloadFields,
  documentReader,
  planDocument,
} from './document-payload.ts';

interface CommentPayload extends DocumentPayload {
  comment: Row;
}

/** `addComment(doctype, name, content)`. */
export function addCommentField(parts: SchemaParts, comment: ObjectRef<SchemaTypesOf, Row>): void {
  const { builder } = parts;
  const payload = builder.objectRef<CommentPayload>('AddCommentPayload').implement({
    description: 'The result of adding a comment.',
    fields: (t) => ({
      comment: t.field({ type: comment, description: 'The comment.', resolve: (given) => given.comment }),
      ...documentPayloadFields(parts, t),
    }),
  });
  builder.mutationField('addComment', (t) =>
    rootField(t, {
      type: payload,
      description: 'Writes a comment on a document that you may read, in your name.',
      args: {
        ...targetArguments(t.arg),
        content: t.arg.string({
          required: true,
          description: 'The text, as HTML or Markdown. The site sanitises it.',
        }),
      },
      plan: (root) => {
        const { content } = root.args;
        const target = toTarget(parts, root.args);
        if (content.trim() === '') throw badUserInput('content cannot be blank.', 'content');
        return { target, content, document: planDocument(root, target.doctype.name), authors: plansOfComment(root) };
      },
      cost: ({ document, authors }, basis) =>
        addCosts([
          { calls: 3, rows: 1 },
          costOfDocument(document, basis),
          ...authors.map((plan) => costOfNames(plan, 1, basis)),
        ]),
      execute: async (scope, { target, content, document }): Promise<CommentPayload> => ({
        ...target,
        readDocument: documentReader(target, document),
        ...(await addComment(scope, target, content)),
      }),
    }),
  );
}

/** The selection of its author. */
function plansOfComment({ context, field, nodes }: RootInput<unknown>): readonly DocPlan[] {
  const payload = getNamedType(field.type);
  const comment = isObjectType(payload) ? payload.getFields().comment : undefined;
  if (!isObjectType(payload) || comment === undefined) return [];
  return plansBelow(context, comment, selectedFields(context, payload, nodes).get('comment') ?? []).flat();
}
