import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ROOT, readSourceFiles, readText, type SourceFile } from './source-files.ts';

const EXPORT =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/;

test('every export says what it is', () => {
  expect(readSourceFiles().flatMap(undocumented)).toEqual([]);
});

test('every export of the client package says what it is', () => {
  const paths = globSync('client/{src,react,vue}/*.ts', { cwd: ROOT }).sort();
  expect(paths.flatMap((path) => undocumented({ path, text: readText(path) }))).toEqual([]);
});

test('every export of the page of GraphiQL says what it is', () => {
  const paths = globSync('graphiql/**/*.{ts,tsx}', { cwd: ROOT }).sort();
  expect(paths.flatMap((path) => undocumented({ path, text: readText(path) }))).toEqual([]);
});

/** A docstring ends on the line before. A type that is read off the constant above it shares that one's. */
function undocumented({ path, text }: Pick<SourceFile, 'path' | 'text'>): string[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const name = EXPORT.exec(line)?.[1];
    if (name === undefined || lines[index - 1]?.endsWith('*/')) return [];
    return /^export type \w+ = (?:\(typeof|z\.infer|ReturnType)/.test(line) ? [] : [`${path}: ${name}`];
  });
}
