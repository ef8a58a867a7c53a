import type { ObjectRef } from '@pothos/core';
import { getNamedType, isObjectType } from 'graphql';
import { badUserInput } from '../../errors.ts';
import { addCosts } from '../../operations/cost.ts';
import { addComment } from '../../operations/desk/collaboration.ts';
import { costOfNames } from '../../operations/plan-cost.ts';
import type { DocPlan, Row } from '../../operations/read-plan.ts';
import type { SchemaParts, SchemaTypesOf } from '../builder.ts';
import { type CostInput, costExtension } from '../operation-cost.ts';
import { plansBelow } from '../plan-selection.ts';
import { selectedFields } from '../selection.ts';
import { targetArguments, toTarget } from './document-mutation.ts';
import { costOfDocumentPayload, type DocumentPayload, documentPayloadFields } from './document-payload.ts';

interface CommentPayload extends DocumentPayload {
  comment: Row;
}

/** `addComment(doctype, name, content)`. */
export function addCommentField(parts: SchemaParts, comment: ObjectRef<SchemaTypesOf, Row>): void {
  const { builder } = parts;
  const payload = builder.objectRef<CommentPayload>('AddCommentPayload').implement({
    description: 'Tells of a comment.',
    fields: (t) => ({
      comment: t.field({ type: comment, description: 'The comment.', resolve: (given) => given.comment }),
      ...documentPayloadFields(parts, t),
    }),
  });
  builder.mutationField('addComment', (t) =>
    t.field({
      type: payload,
      description: 'Writes a comment on a document that you may read, in your name.',
      extensions: costExtension((input) =>
        addCosts([
          { calls: 3, rows: 1 },
          costOfDocumentPayload(input, String(input.args.doctype)),
          ...plansOfComment(input).map((plan) => costOfNames(plan, 1, input.basis)),
        ]),
      ),
      args: {
        ...targetArguments(t.arg),
        content: t.arg.string({
          required: true,
          description: 'What to write, as HTML or Markdown. The site cleans it.',
        }),
      },
      resolve: async (_root, args, scope): Promise<CommentPayload> => {
        const target = toTarget(parts, args);
        if (args.content.trim() === '') throw badUserInput('content cannot be blank.', 'content');
        return { ...target, ...(await addComment(scope, target, args.content)) };
      },
    }),
  );
}

/** What is asked of who wrote it. */
function plansOfComment({ context, field, nodes }: CostInput): readonly DocPlan[] {
  const payload = getNamedType(field.type);
  const comment = isObjectType(payload) ? payload.getFields().comment : undefined;
  if (!isObjectType(payload) || comment === undefined) return [];
  return plansBelow(context, comment, selectedFields(context, payload, nodes).get('comment') ?? []);
}
