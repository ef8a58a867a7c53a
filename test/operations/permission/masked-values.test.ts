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

  test('is not revealed by the result of a mutation, which the site does not mask', async () => {
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
  test('does not show by a 0 or an empty value what is masked of others', async () => {
    await using gateway = await startTestGateway({ version: 17 }, { IDENTITY_CACHE_SECONDS: '60' }, (site) => {
      mask(site);
      const zeros = "credit_limit = 0, customer_since = NULL, region = '', customer_type = NULL";
      site.database.run(`UPDATE \`tabShop Customer\` SET ${zeros} WHERE name IN ('CUST-00015', 'CUST-00002')`);
    });
    const hidden = { credit_limit: null, customer_since: null, region: null, customer_type: null };
    const shown = 'credit_limit customer_since region { name } customer_type';
    const lists = [
      'shopCustomers(first: 5, orderBy: [{ name: ASC }])',
      'shopCustomers(filter: { name: { eq: "CUST-00015" } })',
      'shopOrders(first: 40)',
    ];
    for (const list of lists) {
      const asked = list.startsWith('shopOrders') ? `customer { ${shown} }` : shown;
      gateway.site.requests.length = 0;
      const { data, errors, extensions } = await gateway.query(`{ list: ${list} { nodes { ${asked} } } }`, {
        as: 'alice',
      });
      const nodes = data.list.nodes.map((node: Record<string, unknown>) => node.customer ?? node);
      expect(nodes.length).toBeGreaterThan(0);
      for (const node of nodes) expect(node).toEqual(hidden);
      // A customer whom alice may not read at all has an error without a field.
      const fields = errors?.flatMap((error) => error.extensions.field ?? []);
      expect(new Set(fields)).toEqual(new Set(Object.keys(hidden)));
      const cost = extensions?.cost as { calls: number } | undefined;
      expect(gateway.site.requests.length).toBeLessThanOrEqual(cost?.calls ?? 0);
    }
  });

  test('is shown to the Administrator, even if no role has the right', async () => {
    await using gateway = await startTestGateway({ version: 17 }, {}, (site) => {
      mask(site);
      site.database.run('UPDATE `tabDocPerm` SET mask = 0');
    });
    const query = `{
      shopCustomer(name: "CUST-00001") { ${FIELDS} }
      shopCustomers(filter: { name: { eq: "CUST-00001" } }, orderBy: [{ credit_limit: ASC }]) { nodes { ${FIELDS} } }
      shopCustomerAggregate { sum { credit_limit } }
    }`;
    const { data, errors } = await gateway.query(query, { as: 'administrator' });
    expect(errors).toBeUndefined();
    expect(data.shopCustomer.credit_limit).toBe('34395.57');
    expect(data.shopCustomers.nodes).toEqual([data.shopCustomer]);
    const refused = await gateway.query(query, { as: 'gateway' });
    expect(refused.errors?.length).toBeGreaterThan(0);
    expect(refused.data.shopCustomer.credit_limit).toBeNull();
  });

  test('that only looks like a mask is shown to those with the right', async () => {
    await using gateway = await startTestGateway({ version: 17 }, {}, (site) => {
      mask(site);
      site.database.run(
        "UPDATE `tabShop Customer` SET region = 'XX-1', customer_name = 'XXL' WHERE name = 'CUST-00001'",
      );
    });
    const query =
      '{ shopCustomers(filter: { name: { eq: "CUST-00001" } }) { nodes { customer_name region { name } } } }';
    const { data } = await gateway.query(query, { as: 'carol' });
    expect(data.shopCustomers.nodes).toEqual([{ customer_name: 'XXL', region: { name: 'XX-1' } }]);
  });
});
