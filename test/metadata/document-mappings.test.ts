import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ERPNEXT_MAPPINGS, ERPNEXT_MAPPINGS_OF_MANY } from '../../src/metadata/erpnext-mappings.ts';

/** Folders of real apps, such as ERPNext's repository, separated by colons. */
const SOURCES = (process.env.APP_SOURCES ?? '').split(':').filter((path) => /erpnext\/?$/.test(path));
const REASON = SOURCES.length === 0 ? ' (skipped: APP_SOURCES names no folder of ERPNext)' : '';

const paths = [
  ...Object.entries(ERPNEXT_MAPPINGS).flatMap(([module, functions]) =>
    Object.keys(functions).map((name) => `${module}.${name}`),
  ),
  ...Object.keys(ERPNEXT_MAPPINGS_OF_MANY),
];

test('every mapping of ERPNext is listed once', () => {
  expect(paths.length).toBeGreaterThan(50);
  expect(new Set(paths).size).toBe(paths.length);
});

describe.skipIf(SOURCES.length === 0)(`the mappings of ERPNext${REASON}`, () => {
  test.each(SOURCES)('are whitelisted functions of %s', (folder) => {
    const missing = paths.filter((path) => {
      const parts = path.split('.');
      const name = parts.pop();
      const source = readFileSync(`${join(folder, ...parts)}.py`, 'utf8');
      return !new RegExp(`@frappe\\.whitelist\\(.*\\)\\n(?:@.*\\n)*def ${name}\\(`).test(source);
    });
    expect(missing).toEqual([]);
  });
});
