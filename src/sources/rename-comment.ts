/** The two names that the site's comment about a rename or a merge holds. */
export interface CommentedNames {
  oldName: string;
  newName: string;
}

const ENTITIES: ReadonlyMap<string, string> = new Map(
  Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' }),
);

/** The two names have 140 characters each, and up to six times as many as HTML. */
const LONGEST_COMMENT = 4_096;

/**
 * Reads "renamed from <strong>A</strong> to <strong>B</strong>" or "merged … into …" (frappe/model/rename_doc.py), in
 * whatever the site's language. Not every language puts the old name first, so the document that the comment
 * belongs to decides, unless the text is the English one.
 *
 * @param content the comment as HTML.
 * @param document the name of the document that it belongs to now.
 * @returns null for any other comment.
 */
export function readRenameComment(content: string, document: string): CommentedNames | null {
  // Of many elements without an end, each would be looked through to the end of the text.
  if (content.length > LONGEST_COMMENT) return null;
  const names = [...content.matchAll(/<(strong|b)>(.*?)<\/\1>/gs)].map((match) => toText(match[2] ?? ''));
  const [first, second] = names;
  if (names.length !== 2 || first === undefined || second === undefined || first === second) return null;
  const isEnglish = /^\s*(<[^>]*>\s*)*(renamed from|merged)\s/.test(content);
  const isReversed = !isEnglish && first === document;
  return isReversed ? { oldName: second, newName: first } : { oldName: first, newName: second };
}

function toText(html: string): string {
  return html.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, entity) => {
    if (entity !== undefined) return ENTITIES.get(String(entity).toLowerCase()) ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
