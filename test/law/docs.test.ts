import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import {
  type AccountRight,
  FEATURE_RIGHTS,
  FOLLOWED_RIGHT,
  FURTHER_METADATA_RIGHTS,
  METADATA_RIGHT,
} from '../../src/commands/doctor/account-rights.ts';
import { ERROR_CODES } from '../../src/errors.ts';
import { PAGES } from '../docs/code-blocks.ts';
import { ROOT, readText } from './source-files.ts';

describe('the docs', () => {
  test('have a page for every error code, and for nothing else', () => {
    const pages = globSync('*.md', { cwd: join(ROOT, 'docs/errors') }).filter((page) => page !== 'README.md');
    expect(pages.sort()).toEqual(ERROR_CODES.map((code) => `${code}.md`).sort());
  });

  test('have the table of rights that `doctor` and `init` check', () => {
    const followed = { ...FOLLOWED_RIGHT, doctype: 'each followed DocType' };
    const [ofUsers, ...others] = FEATURE_RIGHTS;
    const rights = [METADATA_RIGHT, ...FURTHER_METADATA_RIGHTS, ofUsers, followed, ...others];
    const lines = rights.map((right) => {
      const { feature, doctype, rights, role, isGivable, effect } = right as AccountRight;
      return `| ${[feature, doctype, rights, role, isGivable ? 'yes' : 'no', effect].join(' | ')} |`;
    });
    const table = /^\| Feature \|.*\n\|[-|]+\n((?:\|.*\n)+)/m.exec(readText('docs/service-account.md'))?.[1];
    expect(table?.trimEnd().split('\n')).toEqual(lines);
  });

  test('say of every dependency what it is for, and of no other', () => {
    const manifests = ['package.json', 'demo/package.json', 'docs/site/package.json'].map((path) =>
      JSON.parse(readText(path)),
    );
    const named = [...readText('docs/dependencies.md').matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1]);
    const needed = manifests.flatMap((each) => Object.keys({ ...each.dependencies, ...each.devDependencies }));
    expect(named.sort()).toEqual([...new Set(needed)].sort());
  });

  test.each(['ARCHITECTURE.md', 'CONTRIBUTING.md', 'README.md'])('%s names files that exist', (guide) => {
    const named = [...readText(guide).matchAll(/`([\w./-]+\/(?:[\w.-]+\.(?:ts|json|md|graphql))?)`/g)].map(
      (match) => match[1] ?? '',
    );
    expect(named.filter((path) => !['', 'src/'].some((folder) => existsSync(join(ROOT, folder, path))))).toEqual([]);
  });

  test.each([
    ['ARCHITECTURE.md', 150],
    ['CONTRIBUTING.md', 120],
  ])('%s has at most %d lines', (guide, lines) => {
    expect(readText(guide).trimEnd().split('\n').length).toBeLessThanOrEqual(lines);
  });

  test.each(PAGES)('the links of %s lead somewhere, and those to pages to pages of the docs site', (guide) => {
    const targets = [...readText(guide).matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1] ?? '');
    expect(targets.filter((target) => !existsSync(join(ROOT, guide, '..', target)))).toEqual([]);
    const pages = targets.map((target) => join(guide, '..', target)).filter((path) => path.endsWith('.md'));
    expect(pages.filter((path) => !PAGES.includes(path))).toEqual([]);
  });

  test('are reached from their index, docs/README.md, which is the sidebar of the docs site', () => {
    const linked = (page: string) =>
      [...readText(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target = '']) => join(page, '..', target));
    const reached = new Set(['docs/README.md']);
    for (const page of reached) for (const target of linked(page)) if (PAGES.includes(target)) reached.add(target);
    expect(PAGES.filter((page) => !reached.has(page))).toEqual([]);
    // Errors and decisions have lists of their own.
    const inSidebar = linked('docs/README.md');
    const outside = PAGES.filter((page) => !/^docs\/(?:errors|decisions)\/|README\.md$/.test(page));
    expect(outside.filter((page) => page.startsWith('docs/') && !inSidebar.includes(page))).toEqual([]);
  });

  test.each(PAGES)('the pictures of %s in HTML exist, and are found by the docs site too', (guide) => {
    const tags = readText(guide).match(/^\s*<(?:img|source) .*$/gm) ?? [];
    const paths = tags.map((tag) => /\bsrc(?:set)?="([^"]*)"/.exec(tag)?.[1] ?? '');
    // Vite takes a path without a dot for the name of a package.
    expect(paths.filter((path) => !path.startsWith('./') || !existsSync(join(ROOT, guide, '..', path)))).toEqual([]);
  });

  test.each(PAGES)('the links of %s to headings name some', (guide) => {
    const links = [...readText(guide).matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)];
    const wrong = links.filter(([, page = '', anchor = '']) => {
      const path = page === '' ? guide : join(guide, '..', page);
      return path.endsWith('.md') && existsSync(join(ROOT, path)) && !anchorsOf(readText(path)).has(anchor);
    });
    expect(wrong.map(([link]) => link)).toEqual([]);
  });
});

describe('the queries in running text of the docs', () => {
  const schema = buildSchema(readFileSync(join(ROOT, 'schema/gateway.graphql'), 'utf8'));

  test.each(PAGES)('%s asks for what the schema has', (guide) => {
    const wrong = queriesIn(readText(guide)).flatMap((query) =>
      validate(schema, parse(query)).map(({ message }) => `${query}: ${message}`),
    );
    expect(wrong).toEqual([]);
  });
});

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of text.replace(/^ *```[\s\S]*?^ *```/gm, '').matchAll(/^#{1,6} (.+)$/gm)) {
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** Queries in running text, and arguments of the list of orders there. `test/docs` checks blocks of code. */
function queriesIn(text: string): string[] {
  const inline = [...text.replace(/```.*?```/gs, '').matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
  const queries = inline.filter(
    (code) => /^(?:mutation |subscription )?\{ (?:\w+: )?\w+( \{|\()/.test(code) && !/"\s*:/.test(code),
  );
  const lists = inline.filter((code) => /^(?:filter|orderBy|first): /.test(code) && !code.includes('<'));
  return [...queries, ...lists.map((code) => `{ shopOrders(${code}) { nodes { name } } }`)];
}
