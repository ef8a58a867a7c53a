import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { readTemplates } from '../../src/commands/codegen/read-operations.ts';
import { generate } from '../codegen/slices.ts';
import { ROOT, readText } from '../law/source-files.ts';
import { findTypeErrors, READER_OPTIONS } from '../support/reader-types.ts';
import { blocksIn, type CodeBlock, placeOf } from './code-blocks.ts';

test('TypeScript in the docs has no errors of types', { timeout: 120_000 }, async () => {
  await mkdir(join(ROOT, '.cache'), { recursive: true });
  const folder = await mkdtemp(join(ROOT, '.cache/docs-'));
  // The blocks with the name of a file are those of the tutorials, which are run.
  const blocks = blocksIn('ts', 'tsx').filter(({ label }) => label === null);
  const pages = Map.groupBy(blocks, ({ page }) => page);
  const places = new Map<string, string>();
  for (const [page, ofPage] of pages) {
    const slug = page.replaceAll(/\W+/g, '-');
    await writePage(join(folder, slug), page, ofPage);
    for (const [index, block] of ofPage.entries()) places.set(`${slug}/block-${index}.tsx`, placeOf(block));
  }
  const include = ['**/block-*.tsx', '../../test/docs/ambient.d.ts'];
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: READER_OPTIONS, include }));
  const found = await findTypeErrors(folder);
  const named = found.replaceAll(/^\S*?([\w-]+\/block-\d+\.tsx)/gm, (_, file: string) => places.get(file) ?? file);
  expect(named.split('\n').filter((line) => line !== '')).toEqual([]);
  await rm(folder, { recursive: true });
});

/** The blocks of a page, and the typed documents that its operations make. */
async function writePage(folder: string, page: string, blocks: readonly CodeBlock[]): Promise<void> {
  await mkdir(join(folder, 'gql'), { recursive: true });
  for (const [index, { code }] of blocks.entries()) await writeFile(join(folder, `block-${index}.tsx`), code);
  const ofTemplates = blocks.flatMap(({ code }) => readTemplates(code));
  const ofPage = blocksIn('graphql').filter((block) => block.page === page && block.label === null);
  const named = ofPage.map(({ code }) => code).filter((code) => /^(?:query|mutation|subscription) \w+/.test(code));
  const operations = [...new Map([...ofTemplates, ...named].map((code) => [nameOf(code), code])).values()];
  if (operations.length === 0) return;
  const files = await generate(parse(readText('schema/gateway.graphql')), operations);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  for (const [index, code] of ofTemplates.entries())
    await writeFile(
      join(folder, 'operations.ts'),
      `${index === 0 ? "import { graphql } from './gql';\n" : ''}export const ${nameOf(code)} = graphql(\`${code}\`);\n`,
      { flag: 'a' },
    );
}

function nameOf(operation: string): string {
  return /(?:query|mutation|subscription|fragment) (\w+)/.exec(operation)?.[1] ?? operation;
}
