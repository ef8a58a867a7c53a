import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { writeApp } from '../demo/app-folder.ts';
import { startTestGateway } from '../support/start-gateway.ts';
import { PRODUCT_DOCTYPES, type Product } from './product-doctypes.ts';
import { PRODUCT_FLOWS } from './product-flows.ts';

/** A folder with the products' own folders, `hrms`, `crm`, `helpdesk` and `lms`: their DocTypes are read where they lie. */
const { FRAPPE_APPS = '' } = process.env;
const PRODUCTS = Object.keys(PRODUCT_FLOWS) as Product[];
const VERSIONS: readonly FrappeMajor[] = [15, 17];
const CASES = PRODUCTS.flatMap((product) => VERSIONS.map((version) => [product, version] as const));

describe('the flow of a product', () => {
  test.each(CASES)('runs with DocTypes of the shape of %s, on v%i', async (product, version) => {
    using folder = writeApp(PRODUCT_DOCTYPES[product]);
    await runFlow(product, version, folder.path);
  });

  for (const [product, version] of CASES) {
    const folder = join(FRAPPE_APPS, product);
    test(`runs with the DocTypes of ${product} themselves, on v${version}`, { timeout: 60_000 }, async (context) => {
      context.skip(FRAPPE_APPS === '', 'FRAPPE_APPS, a folder with the folders of the products, is not set');
      context.skip(!existsSync(folder), `FRAPPE_APPS does not have ${product}`);
      await runFlow(product, version, folder);
    });
  }
});

async function runFlow(product: Product, version: FrappeMajor, folder: string): Promise<void> {
  const env = { METHODS_FILE: 'none', SCHEMA_CONFIG_FILE: 'none' };
  await using gateway = await startTestGateway({ version, doctypeFolders: [folder] }, env);
  await PRODUCT_FLOWS[product](async (query, variables = {}) => {
    const { data, errors } = await gateway.query(query, { as: 'gateway', variables });
    expect(errors).toBeUndefined();
    return data;
  });
}
