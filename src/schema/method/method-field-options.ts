import type { ArgBuilder } from '@pothos/core';
import { getNamedType, isObjectType } from 'graphql';
import type { WhitelistedMethod } from '../../metadata/whitelisted-method.ts';
import { addCosts, type Cost, NO_COST } from '../../operations/cost.ts';
import type { SchemaTypesOf } from '../builder.ts';
import { type CostInput, costExtension } from '../operation-cost.ts';
import { selectedFields } from '../selection.ts';

/** Description and cost of a method's field. @param called what is called, for people. */
export function fieldOptions(method: WhitelistedMethod, called: string, costBeside: (input: CostInput) => Cost = free) {
  const { doc, allowsGuests, rateLimit, isRead } = method;
  const notes = [
    `Calls \`${called}\`.`,
    allowsGuests ? 'Guests may call it.' : '',
    rateLimit === null ? '' : `The site limits its rate (${rateLimit}).`,
    isRead ? 'It only reads.' : '',
  ];
  const description = [doc, notes.filter((note) => note !== '').join(' ')].filter((part) => part !== null).join('\n\n');
  return { description, extensions: costExtension((input) => addCosts([costOfCall(input), costBeside(input)])) };
}

function free(): Cost {
  return NO_COST;
}

/** The call itself, and one more for the state of the job that it starts. */
export function costOfCall({ context, field, nodes }: CostInput): Cost {
  const payload = getNamedType(field.type);
  const jobs = isObjectType(payload) ? selectedFields(context, payload, nodes).get('job') : undefined;
  const type = context.schema.getType('Job');
  const asked = jobs && isObjectType(type) ? [...selectedFields(context, type, jobs).keys()] : [];
  return { ...NO_COST, calls: asked.some((name) => name !== 'handle') ? 2 : 1 };
}

/** `**kwargs` are one argument with all of them in it. */
export function extraArgument({ extraArgs }: WhitelistedMethod, arg: ArgBuilder<SchemaTypesOf>) {
  if (extraArgs === null) return {};
  return { [extraArgs]: arg({ type: 'JSON', description: 'An object with further arguments by name.' }) };
}
