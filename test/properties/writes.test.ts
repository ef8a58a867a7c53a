import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ContractSite } from '../contract/contract-site.ts';
import { askBounded, PROPERTY_SITES, runsOr } from './property-sites.ts';
import {
  CONTACT_FIELDS,
  CUSTOMER_FIELDS,
  type RandomField,
  randomValues,
  selectionOf,
  shownOf,
  someValues,
} from './random-document.ts';

const DOCUMENT = `name modified ${selectionOf(CUSTOMER_FIELDS)} contacts { name idx ${selectionOf(CONTACT_FIELDS)} } tags { tag { name } }`;
const CREATE = `mutation ($input: ShopCustomerInput) { createShopCustomer(input: $input) { shopCustomer { ${DOCUMENT} } messages { text } } }`;
const UPDATE = `mutation ($name: ID!, $input: ShopCustomerInput, $ifModified: LocalDateTime) {
  updateShopCustomer(name: $name, input: $input, ifModified: $ifModified) { shopCustomer { ${DOCUMENT} } messages { text } }
}`;
const READ = `query ($name: ID!) { shopCustomer(name: $name) { ${DOCUMENT} } }`;

type Doc = Record<string, unknown> & { name: string; modified: string; contacts: Record<string, unknown>[] };

describe.each(PROPERTY_SITES)('a document on %s', (_label, start) => {
  let site: ContractSite;
  let isNamed = false;
  let count = 0;
  beforeAll(async () => {
    site = await start();
    const { data } = await site.ask('{ __type(name: "ShopCustomerInput") { inputFields { name } } }');
    isNamed = data.__type.inputFields.some((field: { name: string }) => field.name === 'name');
  }, 60_000);
  afterAll(() => site[Symbol.asyncDispose]());

  const ask = async (query: string, variables: Record<string, unknown>): Promise<unknown> => {
    const answer = await askBounded(site, query, { as: 'carol', variables });
    expect(answer.errors).toBeUndefined();
    return Object.values(answer.data as Record<string, unknown>)[0];
  };
  const write = async (query: string, variables: Record<string, unknown>): Promise<Doc> => {
    const { shopCustomer, messages } = (await ask(query, variables)) as { shopCustomer: Doc; messages: unknown };
    expect(messages).toEqual([]);
    return shopCustomer;
  };
  const read = async (name: string): Promise<Doc> => (await ask(READ, { name })) as Doc;

  test('keeps all that it was given, and loses nothing when one field or one row changes', {
    timeout: 120_000,
  }, async () => {
    const documents = fc.record({
      values: randomValues(CUSTOMER_FIELDS),
      contacts: fc.array(randomValues(CONTACT_FIELDS), { minLength: 1, maxLength: 4 }),
      tags: fc.uniqueArray(fc.constantFrom('Gold', 'Export', 'Retail'), { maxLength: 3 }),
      changed: fc.constantFrom(...CUSTOMER_FIELDS).chain(changeOf),
      place: fc.nat(),
      row: someValues(CONTACT_FIELDS),
    });
    await fc.assert(
      fc.asyncProperty(documents, async ({ values, contacts, tags, changed, place, row }) => {
        count += 1;
        const given = isNamed ? { name: `W-${process.pid}-${Date.now()}-${count}` } : {};
        const input = { ...given, ...values, contacts, tags: tags.map((tag) => ({ tag })) };
        const created = await write(CREATE, { input });
        const { name } = created;
        try {
          const stored = await read(name);
          expect(comparable(stored)).toEqual(comparable(created));
          expect(comparable(stored)).toMatchObject(comparable(shownOf(CUSTOMER_FIELDS, values)));
          expect(stored.contacts).toMatchObject(contacts.map((contact) => shownOf(CONTACT_FIELDS, contact)));
          expect(stored.tags).toEqual(tags.map((tag) => ({ tag: { name: tag } })));

          await write(UPDATE, { name, input: changed, ifModified: stored.modified });
          const once = await read(name);
          expect(comparable(once)).toEqual(comparable({ ...stored, ...shownOf(CUSTOMER_FIELDS, changed) }));

          const at = place % contacts.length;
          const rows = once.contacts.map((contact, index) => ({ name: contact.name, ...(index === at ? row : {}) }));
          await write(UPDATE, { name, input: { contacts: rows }, ifModified: once.modified });
          const twice = await read(name);
          const expected = once.contacts.map((contact, index) =>
            index === at ? { ...contact, ...shownOf(CONTACT_FIELDS, row) } : contact,
          );
          expect(comparable(twice)).toEqual(comparable({ ...once, contacts: expected }));
        } finally {
          if (site.isReal) await ask('mutation ($name: ID!) { deleteShopCustomer(name: $name) { name } }', { name });
        }
      }),
      { numRuns: runsOr(25), endOnFailure: site.isReal },
    );
  });
});

function changeOf({ name, values }: RandomField): fc.Arbitrary<Record<string, unknown>> {
  return values.map((value) => ({ [name]: value }));
}

/** Without what every write changes; digits of a Decimal are compared as the number that they are. */
function comparable({ modified: _, ...doc }: Record<string, unknown>): Record<string, unknown> {
  return 'credit_limit' in doc ? { ...doc, credit_limit: Number(doc.credit_limit) } : doc;
}
