/** The elements that browsers begin on a line, or in a cell, of their own. */
const BLOCKS = `address article aside blockquote br caption center col colgroup dd details dialog dir div dl dt fieldset
  figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol optgroup option p pre search
  section summary table tbody td tfoot th thead title tr ul`.split(/\s+/);
const BLOCK = new RegExp(`</?(?:${BLOCKS.join('|')})(?![\\w-])[^>]*>`, 'gi');

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', '#39': "'" };

/** Turns the HTML of Frappe's messages into one line of plain text; block ends and `<br>` become a space. */
export function toPlainText(html: string): string {
  return html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(BLOCK, ' ')
    .replace(/<\/?[a-z][^>]*>/gi, '')
    .replace(/&(#?\w+);/g, (entity, name: string) => ENTITIES[name.toLowerCase()] ?? entity)
    .replace(/\s+/g, ' ')
    .trim();
}
