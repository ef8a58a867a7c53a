import { expect, test } from 'vitest';
import { startProgress } from '../../src/commands/output/progress.ts';
import { scanApps } from '../../src/scan/scan-apps.ts';
import { writeApp } from '../demo/app-folder.ts';
import { until } from '../support/until.ts';

test('a line on a terminal says how far long work is, and is gone at its end', async () => {
  const written: string[] = [];
  const stream = { isTTY: true, write: (text: string) => written.push(text) > 0 };
  const progress = startProgress((steps) => `Reading: ${steps} calls`, stream as never);
  progress.step();
  expect(written).toEqual([]);
  await until(() => written.length > 0);
  expect(written[0]).toBe('\r\u001b[KReading: 1 calls, 0 s');
  progress.end();
  expect(written.at(-1)).toBe('\r\u001b[K');
});

test('nothing is written of short work, and nothing where there is no terminal', async () => {
  const written: string[] = [];
  const write = (text: string) => written.push(text) > 0;
  const short = startProgress(() => 'Reading', { isTTY: true, write } as never);
  short.step();
  short.end();
  const piped = startProgress(() => 'Reading', { isTTY: false, write } as never);
  await new Promise((resolve) => setTimeout(resolve, 700));
  piped.step();
  piped.end();
  expect(written).toEqual([]);
});

test('a scan reports each of its files', async () => {
  using app = writeApp([], { 'yard/hooks.py': '', 'yard/__init__.py': '', 'yard/api.py': '' });
  const all: number[] = [];
  const { files } = await scanApps([app.path], (count) => all.push(count));
  expect(all).toEqual(Array.from({ length: files }, () => files));
});
