import type { ServerMessage } from '../../errors.ts';

// Both look at each letter a few times at most, however long the text is.
const TAG = /<([a-z][\w:-]*)(?=[\s/>])([^<>]*)>/gi;
const ATTRIBUTE = /(?<![\w:-])([\w:-]+)\s*=/g;
const MOST_NAMED = 10;

/**
 * Says which elements and attributes of HTML the site did not keep: some versions show them as text, others drop them,
 * with what they hold.
 *
 * @param path the argument with the HTML.
 */
export function describeLostMarkup(path: string, sent: string, stored: string): ServerMessage[] {
  const [before, after] = [countMarkup(sent), countMarkup(stored)];
  const lost = [...before].filter(([name, count]) => (after.get(name) ?? 0) < count).map(([name]) => name);
  if (lost.length === 0) return [];
  const named = lost.slice(0, MOST_NAMED).join(', ');
  const text = `${path}: The site does not keep ${named}${lost.length > MOST_NAMED ? ' and more' : ''} of the HTML.`;
  return [{ title: 'Stored otherwise', text, indicator: 'orange' }];
}

/** How often each element and each attribute is there. */
function countMarkup(html: string): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const [, element = '', attributes = ''] of html.matchAll(TAG)) {
    count(`<${element.toLowerCase()}>`);
    for (const [, attribute = ''] of attributes.matchAll(ATTRIBUTE)) count(attribute.toLowerCase());
  }
  return counts;
}
