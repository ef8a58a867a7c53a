import type { ServerMessage } from '../errors.ts';
import type { Builder, SchemaParts } from './builder.ts';

/** `messages { title text indicator }`: what the site shows its user, such as `frappe.msgprint`, as plain text. */
export function addServerMessage(builder: Builder): SchemaParts['serverMessage'] {
  return builder.objectRef<ServerMessage>('ServerMessage').implement({
    description: 'What the site, or the gateway about what the site did, has to say beside an answer.',
    fields: (t) => ({
      title: t.exposeString('title', { description: 'A heading.' }),
      text: t.exposeString('text', { description: 'The message, as plain text.' }),
      indicator: t.exposeString('indicator', { description: 'The colour it is shown with, such as `green` or `red`.' }),
    }),
  });
}
