import type { ArgBuilder } from '@pothos/core';
import { isObjectType } from 'graphql';
import type { WhitelistedMethod } from '../../../metadata/whitelisted-method.ts';
import type { RootInput } from '../../../query/selection/root-definition.ts';
import { selectedFields, selectedOf } from '../../../query/selection/selection.ts';
import type { SchemaTypesOf } from '../../../schema/builder/builder.ts';

/** @returns the description of a method's field. @param called what is called, for people. */
export function describeMethod(method: WhitelistedMethod, called: string): string {
  const { doc, allowsGuests, rateLimit, isRead } = method;
  const notes = [
    `Calls \`${called}\`.`,
    allowsGuests ? 'Guests may call it.' : '',
    rateLimit === null ? '' : `The site limits its rate (${rateLimit}).`,
    isRead ? 'It only reads.' : '',
  ];
  return [doc, notes.filter((note) => note !== '').join(' ')].filter((part) => part !== null).join('\n\n');
}

/** How many calls a method takes: itself, and one more for the state of the job that it starts. */
export function countCalls({ context, field, nodes }: RootInput<unknown>): number {
  const jobs = selectedOf(context, field.type, nodes).get('job');
  const type = context.schema.getType('Job');
  const asked = jobs && isObjectType(type) ? [...selectedFields(context, type, jobs).keys()] : [];
  return asked.some((name) => name !== 'handle') ? 2 : 1;
}

/** `**kwargs` are one argument with all of them in it. */
export function extraArgument({ extraArgs }: WhitelistedMethod, arg: ArgBuilder<SchemaTypesOf>) {
  if (extraArgs === null) return {};
  return { [extraArgs]: arg({ type: 'JSON', description: 'An object with further arguments by name.' }) };
}
