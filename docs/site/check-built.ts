/**
 * Looks through the site that was built: every link and picture leads somewhere, nothing is loaded from elsewhere, and
 * the search knows every page.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const DIST = join(import.meta.dirname, 'dist');
const BASE = process.env.DOCS_BASE ?? '/';

const pages = globSync('**/*.html', { cwd: DIST }).sort();
const faults = pages
  .filter((page) => page !== '404.html')
  .flatMap((page) => {
    const html = readFileSync(join(DIST, page), 'utf8');
    // A page that could not be rendered is empty.
    if (!html.includes('<h1')) return [`${page}: has no heading`];
    return [...findLostLinks(html), ...findForeignFiles(html), ...findPlainLinks(html), ...findBraces(html)].map(
      (fault) => `${page}: ${fault}`,
    );
  });
const index = globSync('assets/chunks/@localSearchIndexroot.*.js', { cwd: DIST }).map((path) =>
  readFileSync(join(DIST, path), 'utf8'),
);
for (const page of pages.filter((path) => path !== '404.html')) {
  const address = `${BASE}${page.replace(/(?:^|(?<=\/))index\.html$/, '').replace(/\.html$/, '')}`;
  if (!index.some((text) => text.includes(`"${address}"`) || text.includes(`"${address}#`)))
    faults.push(`${page} is not in the search`);
}
for (const fault of faults) console.error(fault);
if (faults.length > 0 || pages.length < 50) process.exitCode = 1;
else console.log(`${pages.length} pages: all links lead somewhere, nothing is loaded from elsewhere.`);

function findLostLinks(html: string): string[] {
  const links = [...html.matchAll(/<(?:a|img|link|script)\b[^>]*?\s(?:href|src)="(\/[^"]*)"/g)].map(
    ([, link = '']) => link,
  );
  return links.filter((link) => !leadsSomewhere(link)).map((link) => `${link} leads nowhere`);
}

function leadsSomewhere(link: string): boolean {
  const [path = '', anchor] = decodeURI(link).split('#');
  const file = join(DIST, path.slice(BASE.length - 1));
  const found = [file, `${file}.html`, join(file, 'index.html')].find(
    (each) => existsSync(each) && !each.endsWith('/') && /\.\w+$/.test(each),
  );
  if (found === undefined) return false;
  return anchor === undefined || !found.endsWith('.html') || readFileSync(found, 'utf8').includes(`id="${anchor}"`);
}

/** Texts of the theme with a value that is not filled in. */
function findBraces(html: string): string[] {
  const text = html.replace(/<(code|pre|script)\b[\s\S]*?<\/\1>/g, '').replace(/<[^>]*>/g, '');
  return text.match(/\{\{ \w[^}]*\}\}/g) ?? [];
}

/** Links to pages that became plain text. */
function findPlainLinks(html: string): string[] {
  return (html.match(/<a title="[^"]*\.md">/g) ?? []).map((tag) => `${tag} leads nowhere`);
}

/** Scripts, styles, fonts and pictures; plain links to other sites are fine. */
function findForeignFiles(html: string): string[] {
  const tags = html.match(/<(?:script|link|img|iframe|source)\b[^>]*>/g) ?? [];
  return tags.filter((tag) => /(?:src|href|srcset)="(?:https?:)?\/\//.test(tag));
}
