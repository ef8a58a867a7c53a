import { describe, expect, test } from 'vitest';
import type { DemoSite } from '../../../demo/demo-site.ts';
import { startTestGateway } from '../../support/start-gateway.ts';

const MASKED = ['email', 'customer_name', 'credit_limit', 'customer_since', 'region', 'customer_type'];
const FIELDS = 'email customer_name credit_limit customer_since region { name region_code } customer_type';

/** Masked for all but managers, as a team would do by Customize Form. */
function mask(site: DemoSite): void {
  for (const fieldname of MASKED) {
    site.database.run("UPDATE `tabDocField` SET mask = 1 WHERE parent = 'Shop Customer' AND fieldname = ?", [
      fieldname,
    ]);
  }
  const roles = "role IN ('Shop Manager', 'System Manager')";
  site.database.run(`UPDATE \`tabDocPerm\` SET mask = 1 WHERE parent = 'Shop Customer' AND ${roles}`);
}

const start = () => startTestGateway({ version: 17 }, { IDENTITY_CACHE_SECONDS: '60' }, mask);

describe('a masked value (v17)', () => {
  test('is the mask where it is a text, and null and FORBIDDEN where it is none, in lists and documents', async () => {
    await using gateway = await start();
    const { data, errors } = await gateway.query(
      `{ shopCustomers(first: 2) { nodes { ${FIELDS} } } shopCustomer(name: "CUST-00015") { ${FIELDS} } }`,
      { as: 'alice' },
    );
    const hidden = { credit_limit: null, customer_since: null, region: null, customer_type: null };
    for (const customer of [...data.shopCustomers.nodes, data.shopCustomer]) {
      expect(customer).toEqual({ email: expect.stringMatching(/^XXXXXX@/), customer_name: 'XXXXXXXX', ...hidden });
    }
    expect(new Set(errors?.map(({ extensions }) => `${extensions.code} ${extensions.field}`))).toEqual(
      new Set(Object.keys(hidden).map((field) => `FORBIDDEN ${field}`)),
    );
  });

  test('is shown to those with the right', async () => {
    await using gateway = await start();
    const { data, errors } = await gateway.query(`{ shopCustomer(name: "CUST-00015") { ${FIELDS} } }`, { as: 'carol' });
    expect(errors).toBeUndefined();
    expect(data.shopCustomer.customer_name).not.toMatch(/XX/);
    expect(data.shopCustomer.credit_limit).not.toBeNull();
  });

  test.each([
    'shopCustomers(filter: {customer_name: {like: "A%"}}) { nodes { name } }',
    'shopCustomers(orderBy: [{credit_limit: DESC}]) { nodes { name } }',
    'shopCustomerAggregate { max { credit_limit } }',
    'shopCustomerAggregate(groupBy: [region]) { count group { region { name } } }',
    'shopRegions(first: 2) { nodes { shopCustomersByRegion { totalCount } } }',
    'shopOrders(filter: {customer: {where: {region: {eq: "North"}}}}) { nodes { name } }',
  ])('is not found out by %s', async (query) => {
    await using gateway = await start();
    const { errors } = await gateway.query(`{ ${query} }`, { as: 'alice' });
    expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['FORBIDDEN']));
    expect((await gateway.query(`{ ${query} }`, { as: 'carol' })).errors).toBeUndefined();
  });

  test('is not told by what a mutation answers, which the site does not mask', async () => {
    await using gateway = await start();
    const { data, errors } = await gateway.query(
      `mutation { updateShopCustomer(name: "CUST-00015", input: {short_note: "x"}) { shopCustomer { short_note ${FIELDS} } } }`,
      { as: 'alice' },
    );
    expect(data.updateShopCustomer.shopCustomer).toEqual({
      short_note: 'x',
      ...Object.fromEntries(MASKED.map((field) => [field, null])),
    });
    expect(errors).toHaveLength(MASKED.length);
  });
});
