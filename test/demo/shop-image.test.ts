import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { zstdDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { startDemoSite } from '../../demo/demo-site.ts';
import { imagePath } from '../../demo/seed/shop-image.ts';
import { PROGRAM } from '../support/program.ts';

const reason = 'deserialize' in DatabaseSync.prototype ? '' : ' (skipped: Node 22 cannot open an image)';

test.skipIf(reason)(`the shop of the built program is the one that the source seeds${reason}`, async () => {
  using built = new DatabaseSync(':memory:');
  built.deserialize(zstdDecompressSync(readFileSync(join(PROGRAM, 'dist/demo', imagePath(15, 'full')))));
  await using site = await startDemoSite({ version: 15, scale: 'full' });
  const tables = site.database.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'tab%'");
  expect(tables.length).toBeGreaterThan(50);
  let rows = 0;
  for (const { name } of tables) {
    // The clock runs while the shop is seeded.
    const columns = built.prepare(`PRAGMA table_info(\`${name}\`)`).all();
    const kept = columns.map((column) => String(column.name)).filter((column) => !/^(creation|modified)$/.test(column));
    const sql = `SELECT ${kept.map((column) => `\`${column}\``).join()} FROM \`${name}\` ORDER BY 1, 2`;
    const [ofBuilt, seeded] = [built.prepare(sql).all(), site.database.all(sql)];
    expect(ofBuilt, String(name)).toEqual(seeded);
    rows += seeded.length;
  }
  expect(rows).toBeGreaterThan(22_000);
});
