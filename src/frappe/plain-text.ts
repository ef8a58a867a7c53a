/** The elements that browsers begin on a line, or in a cell, of their own. */
const BLOCKS = `address article aside blockquote br caption center col colgroup dd details dialog dir div dl dt fieldset
  figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol optgroup option p pre search
  section summary table tbody td tfoot th thead title tr ul`.split(/\s+/);
const BLOCK = new RegExp(`</?(?:${BLOCKS.join('|')})(?![\\w-])[^>]*>`, 'gi');

const ENTITIES: ReadonlyMap<string, string> = new Map(
  Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', '#39': "'" }),
);

/** Turns the HTML of Frappe's messages into one line of plain text; block ends and `<br>` become a space. */
export function toPlainText(html: string): string {
  return withoutTags(withoutElements(withoutElements(html, 'script'), 'style'))
    .replace(/&(#?\w+);/g, (entity, name: string) => ENTITIES.get(name.toLowerCase()) ?? entity)
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * Takes elements out with what is in them. A pattern whose end is missing would be looked for from each of its beginnings,
 * which takes minutes in a text of some hundred kilobytes: so nothing is looked for behind the last end.
 */
function withoutElements(html: string, name: 'script' | 'style'): string {
  const end = `</${name}>`;
  const last = lastEndOf(html, new RegExp(end, 'gi'));
  return html.slice(0, last).replace(new RegExp(`<${name}\\b[\\s\\S]*?${end}`, 'gi'), ' ') + html.slice(last);
}

function withoutTags(html: string): string {
  const last = html.lastIndexOf('>') + 1;
  return (
    html
      .slice(0, last)
      .replace(BLOCK, ' ')
      .replace(/<\/?[a-z][^>]*>/gi, '') + html.slice(last)
  );
}

function lastEndOf(text: string, pattern: RegExp): number {
  let last = 0;
  for (const { 0: found, index } of text.matchAll(pattern)) last = index + found.length;
  return last;
}
