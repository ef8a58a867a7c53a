import { badUserInput } from '../../../errors.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { assertNewName } from '../../write/assert-name.ts';
import {
  assign,
  closeAssignment,
  setFollow,
  setLike,
  setTag,
  shareDocument,
  unassign,
  unshareDocument,
} from '../collaboration.ts';
import { createDocumentMutations, type MutationArguments } from './document-mutation.ts';

type Add = ReturnType<typeof createDocumentMutations>;

/** Collaboration on a document, except comments: tags, likes, assignments and following. */
export function addCollaborationFields(parts: SchemaParts): void {
  const add = createDocumentMutations(parts);
  addTagFields(add);
  addAssignmentFields(parts, add);
  addShareFields(add);
  for (const isLiked of [true, false]) {
    add({
      name: isLiked ? 'like' : 'unlike',
      description: isLiked ? 'Likes a document that you may read.' : 'Removes your like from a document.',
      calls: 2,
      args: () => ({}),
      prepare: () => null,
      run: (scope, target) => setLike(scope, target, isLiked),
    });
  }
  for (const isFollowed of [true, false]) {
    add({
      name: isFollowed ? 'follow' : 'unfollow',
      description: isFollowed
        ? 'Follows a document that you can read, so that the site notifies you of its changes.'
        : 'Stops following a document.',
      calls: 2,
      args: () => ({}),
      prepare: () => null,
      run: (scope, target) => setFollow(scope, target, isFollowed),
    });
  }
}

function addTagFields(add: Add): void {
  for (const isAdded of [true, false]) {
    add({
      name: isAdded ? 'addTag' : 'removeTag',
      description: isAdded ? 'Adds a tag to a document that you may change.' : 'Removes a tag from a document.',
      calls: 2,
      args: (arg) => ({ tag: arg.string({ required: true, description: 'The tag; without commas.' }) }),
      prepare: ({ tag }) => toTag(tag, isAdded),
      run: (scope, target, tag) => setTag(scope, target, tag, isAdded),
    });
  }
}

/** Frappe keeps all tags of a document in one text, separated by commas. */
function toTag(tag: string, isAdded: boolean): string {
  if (tag.trim() === '' || tag.includes(',') || tag.length > 140) {
    throw badUserInput('tag must have 1 to 140 characters and no comma.', 'tag');
  }
  // A new tag is a document of that name.
  if (isAdded) assertNewName(tag, 'tag');
  return tag.trim();
}

function addAssignmentFields({ builder }: SchemaParts, add: Add): void {
  const priority = builder.enumType('AssignmentPriority', {
    description: 'How urgent an assignment is.',
    values: { HIGH: { value: 'High' }, MEDIUM: { value: 'Medium' }, LOW: { value: 'Low' } },
  });
  add({
    name: 'assign',
    description: 'Assigns a document to users. Users who cannot read it get a share, if the site shares documents.',
    calls: 2,
    args: (arg) => ({
      users: arg.idList({ required: true, description: 'The users to assign it to.' }),
      description: arg.string({ description: 'The task, as text.' }),
      priority: arg({ type: priority, description: 'How urgent it is; medium by default.' }),
      dueDate: arg({ type: 'Date', description: 'The due date; today by default.' }),
    }),
    prepare: ({ users, description, priority: urgency, dueDate }) => ({
      users: toUsers(users.map(String)),
      description: description ?? null,
      priority: (urgency as string | null | undefined) ?? null,
      dueDate: dueDate ?? null,
    }),
    run: assign,
  });
  add({
    name: 'unassign',
    description: 'Withdraws an assignment.',
    calls: 1,
    args: (arg) => ({ user: userArgument(arg) }),
    prepare: ({ user }) => toUser(String(user), 'user'),
    run: unassign,
  });
  add({
    name: 'closeAssignment',
    description: 'Marks your assignment as completed.',
    calls: 2,
    args: () => ({}),
    prepare: () => null,
    run: (scope, target) => closeAssignment(scope, target),
  });
}

function userArgument(arg: MutationArguments) {
  return arg.id({ required: true, description: 'The name of the user.' });
}

function addShareFields(add: Add): void {
  const whom = (arg: MutationArguments) => ({
    user: arg.id({ description: 'The name of the user; or set `everyone`.' }),
    everyone: arg.boolean({ description: 'Everybody, instead of one user.' }),
  });
  add({
    name: 'share',
    description:
      'Shares a document: gives a user, or everybody, rights that you have yourself. Earlier rights are replaced.',
    calls: 3,
    args: (arg) => ({
      ...whom(arg),
      write: arg.boolean({ description: 'To change it.' }),
      submit: arg.boolean({ description: 'To submit it.' }),
      share: arg.boolean({ description: 'To share it with others.' }),
      notify: arg.boolean({ description: 'Whether to notify the user.' }),
    }),
    prepare: (args) => ({
      user: toWhom(args),
      write: args.write ?? false,
      submit: args.submit ?? false,
      share: args.share ?? false,
      notify: args.notify ?? false,
    }),
    run: shareDocument,
  });
  add({
    name: 'unshare',
    description: 'Removes all rights on a document that were given to a user, or to everybody.',
    calls: 1,
    args: whom,
    prepare: toWhom,
    run: unshareDocument,
  });
}

interface Whom {
  user?: string | number | null | undefined;
  everyone?: boolean | null | undefined;
}

function toWhom({ user, everyone }: Whom): string | null {
  const isUser = user !== null && user !== undefined;
  if (isUser === Boolean(everyone)) throw badUserInput('Give either user or everyone.', 'user');
  return isUser ? toUser(String(user), 'user') : null;
}

function toUsers(users: readonly string[]): string[] {
  if (users.length === 0) throw badUserInput('users cannot be empty.', 'users');
  return [...new Set(users.map((user, index) => toUser(user, `users.${index}`)))];
}

function toUser(user: string, field: string): string {
  if (user.trim() === '') throw badUserInput(`${field} cannot be blank.`, field);
  return user;
}
