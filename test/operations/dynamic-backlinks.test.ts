import { describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { doctypeOf, writeApp } from '../demo/app-folder.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const OPEN = { options: 'DocType' };

/** Documents that lead to others by Dynamic Links: of their own, of their rows, and to DocTypes that a Select lists. */
const CONTACTS = [
  doctypeOf('Yard Client', [['title', 'Data']]),
  doctypeOf('Yard Vendor', [['title', 'Data']]),
  doctypeOf('Yard Address', [
    ['city', 'Data'],
    ['links', 'Table', { options: 'Yard Address Link' }],
  ]),
  doctypeOf(
    'Yard Address Link',
    [
      ['link_doctype', 'Link', OPEN],
      ['link_name', 'Dynamic Link', { options: 'link_doctype' }],
    ],
    { istable: 1 },
  ),
  doctypeOf('Yard Payment', [
    ['party_type', 'Link', OPEN],
    ['party', 'Dynamic Link', { options: 'party_type' }],
    ['amount', 'Currency'],
  ]),
  doctypeOf('Yard Contract', [
    ['party_type', 'Select', { options: '\nYard Client\nYard Vendor' }],
    ['party_name', 'Dynamic Link', { options: 'party_type' }],
  ]),
];

async function start(version: FrappeMajor): Promise<TestGateway> {
  using folder = writeApp(CONTACTS);
  const gateway = await startTestGateway({ version, doctypeFolders: [folder.path] }, { METHODS_FILE: 'none' });
  const { database } = gateway.site;
  for (const doctype of CONTACTS) database.run(`DELETE FROM "tab${String(doctype.name)}"`);
  return gateway;
}

describe.each<FrappeMajor>([14, 15, 16, 17])('backlinks through Dynamic Links on v%i', (version) => {
  test('find the documents of each, and not those of another DocType with the same name', async () => {
    await using gateway = await start(version);
    const done = async (query: string) => {
      const { data, errors } = await gateway.query(query, { as: 'gateway' });
      expect(errors).toBeUndefined();
      return data;
    };
    const { database } = gateway.site;
    for (const name of ['A', 'B', 'C']) database.insert('Yard Client', { name, docstatus: 0 });
    database.insert('Yard Vendor', { name: 'A', docstatus: 0 });
    const party = (type: string, name: string) => `party_type: "${type}", party: "${name}"`;
    const link = (type: string, name: string) => `{ link_doctype: "${type}", link_name: "${name}" }`;
    await done(`mutation {
      one: createYardPayment(input: { ${party('Yard Client', 'A')}, amount: 1 }) { yardPayment { name } }
      two: createYardPayment(input: { ${party('Yard Client', 'A')}, amount: 2 }) { yardPayment { name } }
      three: createYardPayment(input: { ${party('Yard Vendor', 'A')}, amount: 3 }) { yardPayment { name } }
      four: createYardPayment(input: { ${party('Yard Client', 'B')}, amount: 4 }) { yardPayment { name } }
      five: createYardAddress(input: { city: "Bern", links: [${link('Yard Vendor', 'A')}, ${link('Yard Client', 'B')}] }) { yardAddress { name } }
      six: createYardAddress(input: { city: "Basel", links: [${link('Yard Client', 'A')}, ${link('Yard Client', 'B')}] }) { yardAddress { name } }
      seven: createYardContract(input: { party_type: Yard_Client, party_name: "C" }) { yardContract { name } }
      eight: createYardContract(input: { party_type: Yard_Vendor, party_name: "A" }) { yardContract { name } }
    }`);
    gateway.site.requests.length = 0;
    const { yardClients, yardVendor } = await done(`{
      yardClients(orderBy: [{ name: ASC }]) { nodes { ...client } }
      yardVendor(name: "A") {
        yardContractsByPartyName { totalCount }
        _meta { backlinks { yardAddressesByLinksLinkName { nodes { city } } yardPaymentsByParty { nodes { amount } } } }
      }
    }
    fragment client on YardClient {
      name
      yardContractsByPartyName { nodes { party_name { name doctype } } }
      _meta {
        backlinks {
          yardPaymentsByParty(orderBy: [{ amount: DESC }]) { totalCount nodes { amount party { name } } }
          big: yardPaymentsByParty(first: 1, filter: { amount: { gt: 1 } }) { nodes { amount } }
          yardAddressesByLinksLinkName(orderBy: [{ city: ASC }]) { nodes { city } }
        }
      }
    }`);
    const shown = yardClients.nodes.map(
      ({ name, yardContractsByPartyName: contracts, _meta: { backlinks } }: Client) => [
        name,
        contracts.nodes,
        backlinks.yardPaymentsByParty.totalCount,
        backlinks.yardPaymentsByParty.nodes.map(({ amount }) => Number(amount)),
        backlinks.big.nodes.map(({ amount }) => Number(amount)),
        backlinks.yardAddressesByLinksLinkName.nodes.map(({ city }) => city),
      ],
    );
    expect(shown).toEqual([
      ['A', [], 2, [2, 1], [2], ['Basel']],
      ['B', [], 1, [4], [4], ['Basel', 'Bern']],
      ['C', [{ party_name: { name: 'C', doctype: 'Yard Client' } }], 0, [], [], []],
    ]);
    expect(yardVendor.yardContractsByPartyName.totalCount).toBe(1);
    expect(yardVendor._meta.backlinks.yardAddressesByLinksLinkName.nodes).toEqual([{ city: 'Bern' }]);
    expect(yardVendor._meta.backlinks.yardPaymentsByParty.nodes).toHaveLength(1);
    const calls = gateway.site.requests.filter(({ path }) => /Yard.Payment/.test(decodeURIComponent(path)));
    expect(calls).toHaveLength(3);
  });

  test('take and filter the DocType by its plain name', async () => {
    await using gateway = await start(version);
    gateway.site.database.insert('Yard Client', { name: 'A', docstatus: 0 });
    const { data, errors } = await gateway.query(
      `mutation { createYardPayment(input: { party_type: "Yard Client", party: "A" }) { yardPayment { party_type { name } } messages { text } } }`,
      { as: 'gateway' },
    );
    expect(errors).toBeUndefined();
    expect(data.createYardPayment).toEqual({ yardPayment: { party_type: { name: 'Yard Client' } }, messages: [] });
    const found = await gateway.query(
      '{ yardPayments(filter: { party_type: { eq: "Yard Client" }, party: { eq: "A" } }) { nodes { party { name } } } }',
      { as: 'gateway' },
    );
    expect(found.errors).toBeUndefined();
    expect(found.data.yardPayments.nodes).toEqual([{ party: { name: 'A' } }]);
  });
});

interface Client {
  name: string;
  yardContractsByPartyName: { nodes: unknown[] };
  _meta: {
    backlinks: {
      yardPaymentsByParty: { totalCount: number; nodes: { amount: string }[] };
      big: { nodes: { amount: string }[] };
      yardAddressesByLinksLinkName: { nodes: { city: string }[] };
    };
  };
}
