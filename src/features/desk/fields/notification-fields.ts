import { badUserInput } from '../../../errors.ts';
import { costOfAnyTargets } from '../../../query/execution/plan-cost.ts';
import { addCosts } from '../../../query/plan/cost.ts';
import type { Row } from '../../../query/plan/read-plan.ts';
import { plansBelow } from '../../../query/planner/plan-selection.ts';
import { toSize } from '../../../schema/arguments/page-arguments.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import { markAllRead, markRead, readNotifications } from '../notifications.ts';
import { readLinkedDocument } from './linked-document.ts';

/** `notifications` and `markNotificationsRead`. */
export function addNotificationFields(parts: SchemaParts): void {
  const { builder } = parts;
  builder.queryField('notifications', (t) =>
    rootField(t, {
      type: [addNotificationType(parts)],
      description: 'Your notifications, newest first.',
      args: {
        first: t.arg.int({ description: 'Maximum number of entries.' }),
        onlyUnread: t.arg.boolean({ description: 'Leaves out those that are read.' }),
      },
      plan: ({ context, field, args, nodes }) => ({
        first: toSize('first', args.first, context.limits),
        onlyUnread: args.onlyUnread ?? false,
        targets: plansBelow(context, field, nodes),
      }),
      cost: ({ first, targets }, basis) =>
        addCosts([{ calls: 1, rows: first }, ...targets.map((some) => costOfAnyTargets(some, first, basis))]),
      execute: (scope, { first, onlyUnread }) => readNotifications(scope, first, onlyUnread),
    }),
  );
  const payload = builder.objectRef<{ names: string[] | null }>('MarkNotificationsReadPayload').implement({
    description: 'The result of marking notifications as read.',
    fields: (t) => ({
      names: t.idList({ description: 'Their names; null if all were marked.', resolve: ({ names }) => names }),
    }),
  });
  builder.mutationField('markNotificationsRead', (t) =>
    rootField(t, {
      type: payload,
      description: 'Marks your notifications as read: some, or all of them.',
      args: { names: t.arg.idList({ description: 'The names of the notifications; all of them by default.' }) },
      plan: ({ context, args }) => {
        const names = args.names?.map(String) ?? null;
        const { maxPageSize } = context.limits;
        if ((names?.length ?? 0) > maxPageSize) {
          throw badUserInput(`names cannot be more than ${maxPageSize}.`, 'names');
        }
        return names;
      },
      cost: (names) => ({ calls: 1 + (names?.length ?? 0), rows: names?.length ?? 0 }),
      execute: async (scope, names) => {
        if (names === null) await markAllRead(scope);
        else if (names.length > 0) await markRead(scope, names);
        return { names };
      },
    }),
  );
}

function addNotificationType(parts: SchemaParts) {
  const user = parts.documents.get('User');
  const text = (value: unknown) => (value === null || value === undefined || value === '' ? null : String(value));
  return parts.builder.objectRef<Row>('Notification').implement({
    description: 'A notification of a user.',
    fields: (t) => ({
      name: t.id({ nullable: false, description: 'Its name.', resolve: (row) => String(row.name) }),
      subject: t.string({ description: 'The event, as plain text.', resolve: (row) => text(row.subject) }),
      type: t.string({
        description: 'Its kind: `Mention`, `Assignment`, `Share` …',
        resolve: (row) => text(row.type),
      }),
      isRead: t.boolean({ description: 'Whether it is read.', resolve: (row) => Boolean(row.read) }),
      creation: t.field({ type: 'LocalDateTime', description: 'When it was made.', resolve: (row) => row.creation }),
      ...(user
        ? {
            fromUser: t.field({
              type: user,
              description: 'The user who caused it.',
              resolve: (row, _args, scope, info) =>
                row.from_user ? readLinkedDocument(scope, info, 'User', String(row.from_user)) : null,
            }),
          }
        : {}),
      document: t.field({
        type: parts.document,
        description: 'The document that it is about.',
        resolve: (row, _args, scope, info) =>
          row.document_type && row.document_name
            ? readLinkedDocument(scope, info, String(row.document_type), String(row.document_name))
            : null,
      }),
    }),
  });
}
