import { expect, test } from 'vitest';
import { readSourceFiles, type SourceFile } from './source-files.ts';

const EXPORT =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/;

test('every export says what it is', () => {
  expect(readSourceFiles().flatMap(undocumented)).toEqual([]);
});

/** A docstring ends on the line before. A type that is read off the constant above it shares that one's. */
function undocumented({ path, text }: SourceFile): string[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const name = EXPORT.exec(line)?.[1];
    if (name === undefined || lines[index - 1]?.endsWith('*/')) return [];
    return /^export type \w+ = (?:\(typeof|z\.infer|ReturnType)/.test(line) ? [] : [`${path}: ${name}`];
  });
}
