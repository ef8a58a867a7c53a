import { describe, expect, test } from 'vitest';
import { readSourceFiles, type SourceFile } from './source-files.ts';

const MAX_FILE_LINES = 300;
const MAX_MEDIAN_LINES = 80;
const MAX_FUNCTION_LINES = 50;

const files = readSourceFiles();

describe('sizes', () => {
  test(`no file is longer than ${MAX_FILE_LINES} lines`, () => {
    const long = files.filter((file) => lineCount(file) > MAX_FILE_LINES).map(({ path }) => path);
    expect(long).toEqual([]);
  });

  test(`half of the files have at most ${MAX_MEDIAN_LINES} lines`, () => {
    const counts = files.map(lineCount).sort((a, b) => a - b);
    expect(counts[Math.floor(counts.length / 2)]).toBeLessThanOrEqual(MAX_MEDIAN_LINES);
  });

  test(`no function is longer than ${MAX_FUNCTION_LINES} lines`, () => {
    expect(files.flatMap(longFunctions)).toEqual([]);
  });

  test('no folder is a drawer for everything', () => {
    const drawers = files.filter(({ path }) => /(?:^|\/)(?:utils?|helpers?|common|lib|misc)(?:\/|\.ts$)/.test(path));
    expect(drawers.map(({ path }) => path)).toEqual([]);
  });
});

function lineCount({ text }: SourceFile): number {
  return text.trimEnd().split('\n').length;
}

/** The formatter puts a function of a file, or a method of a class, and its closing brace at the same indent. */
function longFunctions({ path, text }: SourceFile): string[] {
  const lines = text.split('\n');
  return lines.flatMap((line, start) => {
    const [, indent, name] =
      /^( {0,2})(?:export )?(?:static |async |get )*(?:function )?\*?(#?\w+)(?:<.*>)?\(/.exec(line) ?? [];
    // A line that ends with a semicolon is a call.
    if (name === undefined || line.endsWith(';') || ['if', 'for', 'while', 'switch'].includes(name)) return [];
    const end = lines.findIndex((other, index) => index > start && other === `${indent}}`);
    const length = end - start + 1;
    return length > MAX_FUNCTION_LINES ? [`${path}: ${name} has ${length} lines`] : [];
  });
}
