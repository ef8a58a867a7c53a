import { join } from 'node:path/posix';
import type { MarkdownRenderer } from 'vitepress';

/** The pages of the site, besides those of `docs`. */
const OTHER_PAGES = /^(?:(?!README)[A-Z]+\.md|(?:examples|client|demo|bench)\/.*\.md)$/;

/** The address of the repository, for links to its other files; the workflow that publishes the site sets it. */
const REPOSITORY = process.env.DOCS_REPOSITORY;

/** Where the site has the file that a page links to. @param page its path in the repository. */
export function toPath(page: string, target: string): string {
  return `/${toPage(join(page, '..', target))}`;
}

/**
 * Makes links from file to file, as they work on GitHub, into links of the site. Files that are not pages are linked to
 * the repository; without its address, their links are plain text.
 */
export function linkToPages(md: MarkdownRenderer): void {
  const render =
    md.renderer.rules.link_open ?? ((tokens, index, options, _env, self) => self.renderToken(tokens, index, options));
  md.renderer.rules.link_open = (tokens, index, options, env, self) => {
    const token = tokens[index];
    const href = token?.attrGet('href') ?? '';
    const [target = '', anchor] = href.split('#');
    if (token !== undefined && target !== '' && !/^(?:[a-z]+:|\/)/.test(target)) {
      const path = join(sourceOf(env.relativePath), '..', decodeURI(target));
      const isPage = path === 'README.md' || (path.startsWith('docs/') ? path.endsWith('.md') : OTHER_PAGES.test(path));
      const folder = `${path}/README.md`;
      if (isPage) token.attrSet('href', withAnchor(`/${toPage(path)}`, anchor));
      else if (/^docs\/decisions\/?$/.test(path)) token.attrSet('href', `/${toPage(folder)}`);
      else if (REPOSITORY) token.attrSet('href', `${REPOSITORY}/${path}`);
      else token.attrs = [['title', path]];
    }
    return render(tokens, index, options, env, self);
  };
}

/** Keeps Vue from reading double braces in texts as its own. */
export function escapeBraces(md: MarkdownRenderer): void {
  for (const rule of ['text', 'code_inline']) {
    const render = md.renderer.rules[rule];
    md.renderer.rules[rule] = (...call) => (render?.(...call) ?? '').replaceAll('{{', '&#123;&#123;');
  }
}

/** The file of a page, whose address may have taken the place of its path. */
function sourceOf(path: string): string {
  if (path === 'readme.md') return 'README.md';
  const file = path.replace(/(^|\/)index\.md$/, '$1README.md');
  return file.startsWith('docs/') || OTHER_PAGES.test(file) ? file : `docs/${file}`;
}

function toPage(path: string): string {
  const page = path.replace(/^docs\//, '').replace(/\.md$/, '');
  if (path === 'docs/README.md') return '';
  if (path === 'README.md') return 'readme';
  return page.replace(/(^|\/)README$/, '$1');
}

function withAnchor(path: string, anchor: string | undefined): string {
  return anchor === undefined ? path : `${path}#${anchor}`;
}
