import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ROOT, readText } from './source-files.ts';

const FILES = globSync(['{src,graphiql,demo,test,bench,examples}/**/*.{ts,tsx}', '*.ts'], { cwd: ROOT }).sort();

test('every doc comment stands before what it describes', () => {
  expect(FILES.length).toBeGreaterThan(500);
  expect(FILES.flatMap((path) => findOrphans(readText(path)).map((line) => `${path}:${line}`))).toEqual([]);
});

test('a doc comment without something of its own is found', () => {
  const orphan = '/** Reads. */';
  const owner = 'const read = 1;';
  expect(findOrphans(`${orphan}\n${owner}\n`)).toEqual([]);
  expect(findOrphans(`${orphan}\n\n${owner}\n`)).toEqual([]);
  expect(findOrphans(`${owner}\n${orphan}\n\n${owner}\n`)).toEqual([2]);
  expect(findOrphans(`${owner}\n/**\n * Reads.\n */\n${orphan}\n${owner}\n`)).toEqual([2]);
  expect(findOrphans(`interface A {\n  ${orphan}\n}\n`)).toEqual([2]);
  expect(findOrphans(`${owner}\n${orphan}\n`)).toEqual([2]);
});

/** The lines of doc comments that nothing follows: the first comment of a file may describe the file. */
function findOrphans(text: string): number[] {
  const lines = text.split('\n');
  return lines.flatMap((line, start) => {
    if (start === 0 || !/^\s*\/\*\*/.test(line)) return [];
    const end = lines.findIndex((each, index) => index >= start && each.includes('*/'));
    return /^\s*(?:\/\*\*.*|[)\]}].*|import .*)?$/.test(lines[end + 1] ?? '') ? [start + 1] : [];
  });
}
