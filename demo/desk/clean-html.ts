import type { Dialect } from '../dialects.ts';

const KEPT = new Set(
  'a abbr b blockquote br code div em h1 h2 h3 h4 i img li ol p pre s span strong table tbody td th thead tr u ul'.split(
    ' ',
  ),
);
const DROPPED_WITH_CONTENT = /<(script|style|iframe)\b[^>]*>[\s\S]*?<\/\1>/gi;
const MARKUP = /<(\/?)([a-z][\w-]*)([^<>]*)>|<!--[\s\S]*?-->|[<>]|&(?!#?\w+;)/gi;

/**
 * Cleans HTML as frappe/utils/html_utils.py does before it is saved: what it does not know is shown as text by bleach,
 * and dropped by the nh3 of v17.
 */
export function cleanHtml({ major }: Dialect, html: string): string {
  if (!/[<>]/.test(html)) return html;
  const drops = major >= 17;
  const text = drops ? html.replace(DROPPED_WITH_CONTENT, '') : html;
  return text.replace(MARKUP, (found, slash: string | undefined, name: string | undefined, attributes = '') => {
    if (name === undefined) return found.startsWith('<!--') ? found : escapeHtml(found);
    if (!KEPT.has(name.toLowerCase())) return drops ? '' : escapeHtml(found);
    return `<${slash}${name.toLowerCase()}${cleanAttributes(attributes)}>`;
  });
}

function cleanAttributes(attributes: string): string {
  return [...attributes.matchAll(/([\w-]+)\s*=\s*("[^"]*"|'[^']*'|\S+)/g)]
    .filter(([, name = '', value = '']) => !/^on/i.test(name) && !/^["']?\s*javascript:/i.test(value))
    .map(([, name, value = '']) => ` ${name}="${value.replaceAll(/^["']|["']$/g, '')}"`)
    .join('');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
