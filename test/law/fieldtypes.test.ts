import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readSourceFiles } from './source-files.ts';

const TABLE = 'metadata/fieldtypes.ts';
/** The names of fieldtypes that are names of nothing else. */
const names = [...readFileSync(`src/${TABLE}`, 'utf8').matchAll(/^ {2}('[A-Z][^']+'|[A-Z]\w+): /gm)]
  .map(([, name = '']) => name.replaceAll("'", ''))
  .filter((name) => !['JSON', 'Geolocation', 'Color', 'Phone', 'Int', 'Float', 'Duration', 'Rating'].includes(name))
  .filter((name) => !['DocStatus', 'Date', 'Time', 'HTML', 'Image', 'Text', 'Code', 'Data'].includes(name));

test('fieldtypes are known by one table: no other file names several of them', () => {
  expect(names.length).toBeGreaterThan(25);
  const named = new RegExp(`'(?:${names.join('|')})'\\s*[,:]\\s*[^;]{0,40}'(?:${names.join('|')})'`);
  const keyed = new RegExp(`^\\s+'?(?:${names.join('|')})'?: .*\\n\\s+'?(?:${names.join('|')})'?: `, 'm');
  const compared =
    /fieldtype === '[^']+' \|\| [^;{}]*fieldtype === '|\['[^\]]*', '[^\]]*\]\.includes\([^;{}]*fieldtype/;
  const wrong = readSourceFiles().filter(
    ({ path, text }) => path !== TABLE && [named, keyed, compared].some((pattern) => pattern.test(text)),
  );
  expect(wrong.map(({ path }) => path)).toEqual([]);
});
