import type { ServerMessage } from '../../errors.ts';
import type { Builder, SchemaParts } from '../builder/builder.ts';

/** `messages { title text indicator }`: what the site shows its user, such as `frappe.msgprint`, as plain text. */
export function addServerMessage(builder: Builder): SchemaParts['serverMessage'] {
  return builder.objectRef<ServerMessage>('ServerMessage').implement({
    description: "A message of the site about an operation, or of the gateway about the site's response.",
    fields: (t) => ({
      title: t.exposeString('title', { description: 'A heading.' }),
      text: t.exposeString('text', { description: 'The message, as plain text.' }),
      indicator: t.exposeString('indicator', { description: 'The colour it is shown with, such as `green` or `red`.' }),
    }),
  });
}
