/** What happened to a document. The site tells some of them apart only by the webhook that it came from. */
export const DOC_EVENT_KINDS = ['INSERT', 'UPDATE', 'SUBMIT', 'CANCEL', 'DELETE'] as const;

export type DocEventKind = (typeof DOC_EVENT_KINDS)[number];

/** One change of one document, as its source told it. It carries no values: whoever is told reads them himself. */
export interface DocEvent {
  doctype: string;
  /** The document's name. */
  name: string;
  kind: DocEventKind;
  /** When the document was changed, exactly as the site wrote it, in its zone; null where the source does not say. */
  modified: string | null;
}
