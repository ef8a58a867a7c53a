/**
 * `npm run lint` runs this: fails on words and phrases that this project does not use in text that people read, which
 * are comments, messages, descriptions, documentation and titles of tests.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findProse } from './find-prose.ts';

const ROOT = join(import.meta.dirname, '../..');

const FILES = [
  '{src,graphiql,client,demo,bench,examples,test}/**/*.{ts,tsx}',
  '*.{ts,md}',
  '{client,docs,demo,examples}/**/*.md',
  'schema/gateway.graphql',
];

/** Each with a better word. */
const PHRASES: readonly (readonly [phrase: RegExp, better: string])[] = [
  [/\b(he|him|his|himself|she|her|hers|herself)\b/i, 'the user, the caller, they, their'],
  [/\banew\b/i, 'again, from scratch'],
  [/\bmend(s|ed|ing)?\b/i, 'fix, repair'],
  [/\breckon(s|ed|ing)?\b/i, 'estimate, compute'],
  [/\bdear(er|est)?\b/i, 'expensive'],
  [/\bparted\b/i, 'separated'],
  [/\bbeside\b/i, 'in addition to, next to, with'],
  [/\b(tell|tells|telling|told)\b/i, 'report, return, notify, say'],
  [/\bmay not\b/i, 'cannot, is not allowed to'],
  [/\bno such\b/i, 'unknown, does not exist'],
  [/\bfor ever\b/i, 'always, without end'],
  [/(?<!\bthere )\b(is|are|be|was|were) no (?!longer\b|more\b)/i, 'is not a, are not'],
  [/(^|[.:;!|] )(Who|Whom|What|Where|Whoever|Whatever)\b(?![^.:;|]*\?)/, 'name the thing, or "If …"'],
];

/** @returns a line for each phrase in a text that should be written in another way. */
export function checkProse(path: string, text: string): string[] {
  return findProse(path, text).flatMap(({ line, prose }) =>
    PHRASES.flatMap(([phrase, better]) => {
      const found = phrase.exec(prose)?.[0].replace(/^[.:;!|] /, '');
      return found === undefined ? [] : [`${path}:${line}: "${found}" – write: ${better}. In: ${prose.slice(0, 160)}`];
    }),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const paths = globSync(FILES, { cwd: ROOT, exclude: ['**/node_modules'] }).sort();
  const faults = paths.flatMap((path) => checkProse(path, readFileSync(join(ROOT, path), 'utf8')));
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}
