import { describe, expect, test } from 'vitest';
import type { DemoSite, FrappeMajor } from '../../../demo/demo-site.ts';
import { startTestGateway } from '../../support/start-gateway.ts';

/** bob may select customers and not read them; one is shared with bob. */
function allowSelect(site: DemoSite): void {
  const clerk = "parent = 'Shop Customer' AND role = 'Shop Clerk' AND permlevel = 0";
  site.database.run(`UPDATE \`tabDocPerm\` SET \`select\` = 1, read = 0, write = 0 WHERE ${clerk}`);
  const share = { user: 'bob@example.com', share_doctype: 'Shop Customer', share_name: 'CUST-00001', read: 1 };
  site.database.insert('DocShare', { name: 'bob-share', ...share });
}

const TABLE = 'contacts { contact_name }';

describe.each<FrappeMajor>([15, 16, 17])(
  'child tables of a caller who may only select their documents on v%i',
  (version) => {
    test('are hidden in lists, as REST hides them, and not empty', async () => {
      await using gateway = await startTestGateway({ version }, {}, allowSelect);
      const query = `{ shopCustomers(first: 5, orderBy: [{ name: ASC }]) { nodes { name ${TABLE} } } }`;
      const { data, errors } = await gateway.query(query, { as: 'bob' });
      expect(data.shopCustomers.nodes).toHaveLength(5);
      for (const node of data.shopCustomers.nodes) expect(node).toEqual({ name: expect.any(String), contacts: null });
      expect(errors?.map(({ path, extensions }) => ({ path, code: extensions.code }))).toEqual(
        [0, 1, 2, 3, 4].map((index) => ({ path: ['shopCustomers', 'nodes', index, 'contacts'], code: 'FORBIDDEN' })),
      );
      // They were not hidden because there are none.
      const carol = await gateway.query(query, { as: 'carol' });
      expect(carol.data.shopCustomers.nodes.some(({ contacts }: { contacts: unknown[] }) => contacts.length > 0)).toBe(
        true,
      );
    });

    test('are hidden if there is one row alone', async () => {
      await using gateway = await startTestGateway({ version }, {}, allowSelect);
      const all = await gateway.query(`{ shopCustomers(first: 50) { nodes { name ${TABLE} } } }`, { as: 'carol' });
      const single = all.data.shopCustomers.nodes.find(
        ({ contacts }: { contacts: unknown[] }) => contacts.length === 1,
      );
      const query = `{ shopCustomers(filter: { name: { eq: "${single.name}" } }) { nodes { name ${TABLE} } } }`;
      const { data, errors } = await gateway.query(query, { as: 'bob' });
      expect(data.shopCustomers.nodes).toEqual([{ name: single.name, contacts: null }]);
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    });

    test('are hidden in linked documents, and shown in a document that may be read', async () => {
      await using gateway = await startTestGateway({ version }, {}, allowSelect);
      const linked = await gateway.query(
        `{ shopCustomers(filter: { name: { eq: "CUST-00004" } }) { nodes { referred_by { name ${TABLE} } } } }`,
        { as: 'bob' },
      );
      const [node] = linked.data.shopCustomers.nodes;
      if (node.referred_by) expect(node.referred_by.contacts).toBeNull();
      const { data, errors } = await gateway.query(`{ shopCustomer(name: "CUST-00001") { ${TABLE} } }`, { as: 'bob' });
      expect(errors).toBeUndefined();
      expect(data.shopCustomer.contacts.length).toBeGreaterThan(0);
    });
  },
);
