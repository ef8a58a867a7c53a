import type { IncomingMessage, ServerResponse } from 'node:http';

/** The content type of forms with files. */
export const FORM_TYPE = 'multipart/form-data';

/** Whether the body of a request is a form, by its `Content-Type`. Only a POST has a body that counts. */
export function isForm(method: string | undefined, contentType: string | null | undefined): boolean {
  return method === 'POST' && (contentType?.toLowerCase().startsWith(FORM_TYPE) ?? false);
}

/** The context of yoga for each request. */
export interface NodeExchange {
  req: IncomingMessage;
  res: ServerResponse;
}

/** Whether a request came by Node's HTTP server, as all but those of sockets do. */
export function isNodeExchange(context: object | undefined): context is NodeExchange {
  return context !== undefined && 'req' in context && 'res' in context;
}
