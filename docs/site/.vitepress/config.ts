import { defineConfig } from 'vitepress';
import { escapeBraces, linkToPages } from '../links.ts';
import { sidebar } from '../sidebar.ts';

/** The anchor of a heading, as GitHub makes it. */
function slugify(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}

/** `docs` is the root of the site, and each README the page of its folder. */
function toAddress(path: string): string {
  if (path === 'README.md') return 'readme.md';
  return path.replace(/^docs\//, '').replace(/(^|\/)README\.md$/, '$1index.md');
}

/** The site of the docs: the same files that GitHub shows, with a search that needs no network. */
export default defineConfig({
  title: 'Frappe GraphQL gateway',
  description: 'A typed GraphQL API for any Frappe or ERPNext site',
  // The docs link to pages elsewhere in the repository, so all of it is the source.
  srcDir: '../..',
  srcExclude: ['**/node_modules/**', 'test/**', '.cache/**', 'docs/site/**'],
  outDir: 'dist',
  cacheDir: 'cache',
  base: process.env.DOCS_BASE ?? '/',
  cleanUrls: true,
  rewrites: toAddress,
  // Anchors as GitHub makes them.
  markdown: {
    config: (md) => {
      linkToPages(md);
      escapeBraces(md);
    },
    anchor: { slugify },
  },
  themeConfig: {
    search: { provider: 'local' },
    sidebar: sidebar(),
    outline: [2, 3],
    nav: [
      { text: 'Tutorials', link: '/tutorials/react' },
      { text: 'Reference', link: '/graphql-surface' },
      { text: 'Changelog', link: '/CHANGELOG' },
    ],
  },
});
