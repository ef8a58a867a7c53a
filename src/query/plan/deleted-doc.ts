import type { ServerMessage } from '../../errors.ts';

/** A document that is gone. */
export interface DeletedDoc {
  doctype: string;
  name: string;
  messages: readonly ServerMessage[];
}
