/** The kind of change of a document. Some kinds differ only in the webhook that announced them. */
export const DOC_EVENT_KINDS = ['INSERT', 'UPDATE', 'SUBMIT', 'CANCEL', 'DELETE'] as const;

export type DocEventKind = (typeof DOC_EVENT_KINDS)[number];

/** One change of one document, as its source reported it. It carries no values: listeners read them themselves. */
export interface DocEvent {
  doctype: string;
  /** The document's name. */
  name: string;
  kind: DocEventKind;
  /** When the document was changed, exactly as the site wrote it, in its zone; null if the source does not say. */
  modified: string | null;
}
