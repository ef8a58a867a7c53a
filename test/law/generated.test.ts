import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generateDocuments } from '../../codegen.ts';
import { startDemoSite } from '../../demo/demo-site.ts';
import { printReference } from '../../print-reference.ts';
import { printSiteSchema } from '../../src/commands/print-schema.ts';
import { readConfig } from '../../src/config.ts';
import { gatewayEnv } from '../support/start-gateway.ts';
import { ROOT, readText } from './source-files.ts';

test('schema/gateway.graphql is the schema of the demo site (npm run schema:print)', async () => {
  await using site = await startDemoSite();
  const { sdl } = await printSiteSchema(readConfig(gatewayEnv(site)));
  // Compared as a whole, but not shown as a whole: it has thousands of lines.
  expect(firstDifference(sdl, readText('schema/gateway.graphql'))).toBeNull();
});

test('typed documents are what the schema makes of their queries (npm run codegen)', async () => {
  const generated = await generateDocuments();
  for (const [file, text] of generated) expect(readText(file), file).toBe(text);
  const present = globSync('examples/**/*.generated.ts', { cwd: ROOT });
  expect(present.sort()).toEqual([...generated.keys()].sort());
});

test('the reference says what the program says of itself (npm run docs:reference)', () => {
  for (const [page, text] of printReference()) expect(firstDifference(text, readText(page)), page).toBeNull();
});

function firstDifference(built: string, printed: string): { line: number; built?: string; printed?: string } | null {
  if (built === printed) return null;
  const lines = built.split('\n');
  const others = printed.split('\n');
  const index = lines.findIndex((line, at) => line !== others[at]);
  const line = index === -1 ? lines.length : index;
  return { line: line + 1, built: lines[line] ?? '', printed: others[line] ?? '' };
}
