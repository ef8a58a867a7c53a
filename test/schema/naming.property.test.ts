import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  camelCase,
  enumTypeName,
  enumValueName,
  fieldName,
  mutationFieldName,
  pascalCase,
  pluralFieldName,
  singularFieldName,
  typeName,
} from '../../src/schema/model/naming.ts';

const LEGAL = /^(?!__)[A-Za-z_][A-Za-z0-9_]*$/;
const anything = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 });
const unicode = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });

/** Words as DocTypes have them, with what makes names read alike: blanks, hyphens, cases, plurals, reserved endings. */
const word = fc.oneof(
  fc.constantFrom(
    'Shop',
    'Item',
    'Items',
    'item',
    'Order',
    'Orders',
    'News',
    'Settings',
    'Setting',
    'List',
    'Filter',
    'Range',
    'Doc',
    'Date',
  ),
  fc.constantFrom(
    'Int',
    'Query',
    'Node',
    'Nodes',
    'Site',
    'Aggregate',
    'Connection',
    'Größe',
    'Grosse',
    '3D',
    'V2',
    'BOM',
    'a',
    'A',
    'x1a2b3c',
  ),
);
const plainDoctype = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
const doctype = fc.oneof(
  plainDoctype,
  fc
    .tuple(fc.array(word, { minLength: 1, maxLength: 3 }), fc.constantFrom(' ', '-', '_', '  ', ''))
    .map(([words, joint]) => words.join(joint)),
  unicode,
);

describe('a name is legal GraphQL', () => {
  const hasAscii = (text: string) => /[A-Za-z0-9]/.test(text.normalize('NFKD'));

  test.each([
    ['of a type', typeName],
    ['of one document', (name: string) => singularFieldName(typeName(name))],
    ['of a list', (name: string) => pluralFieldName(typeName(name))],
  ])('%s, from any text with a letter or digit of ASCII', (_what, toName) => {
    fc.assert(
      fc.property(fc.oneof(anything, unicode, doctype), (text) => {
        fc.pre(hasAscii(text));
        expect(toName(text)).toMatch(LEGAL);
      }),
      { numRuns: 1_000 },
    );
  });

  test('of a type, from text without any', () => {
    for (const name of ['名前', 'Ж', 'пример', 'ملف', '-']) expect(typeName(name), name).toMatch(/^Doc_x[0-9a-f]{6}$/);
  });

  test.each([
    ['of a field', fieldName],
    ['of a mutation', (name: string) => mutationFieldName('create', typeName(name))],
    ['of an enum', (name: string) => enumTypeName(typeName('Shop Order'), fieldName(name))],
    ['of a field in camelCase', (name: string) => camelCase(fieldName(name))],
    ['of a part of a backlink', (name: string) => `shopOrdersBy${pascalCase(fieldName(name))}`],
  ])('%s, from any text', (_what, toName) => {
    fc.assert(
      fc.property(fc.oneof(anything, unicode, doctype), (text) => {
        expect(toName(text)).toMatch(LEGAL);
      }),
      { numRuns: 1_000 },
    );
  });

  test("of an enum's value, from any option that has one", () => {
    fc.assert(
      fc.property(
        fc.oneof(anything, unicode, fc.constantFrom('true', 'false', 'null', '__x', '-', '1', 'To Deliver and Bill')),
        (option) => {
          const name = enumValueName(option);
          if (name === null) return;
          expect(name).toMatch(LEGAL);
          expect(['true', 'false', 'null']).not.toContain(name);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe("a type's name", () => {
  test('is another for another DocType, where their words differ', () => {
    fc.assert(
      fc.property(doctype, doctype, (a, b) => {
        fc.pre(readsAs(a) !== readsAs(b));
        expect(typeName(a)).not.toBe(typeName(b));
      }),
      { numRuns: 5_000 },
    );
  });

  test('distinguishes DocTypes that differ in more than blanks, hyphens, brackets and the case of first letters', () => {
    for (const [a, b] of [
      ['Shop Item', 'Shop_Item'],
      ['Shop Item', 'Shop.Item'],
      ['Shop Item', 'Shop  Item'],
      ['Shop Item', 'Shop Item '],
      ['名前', '名'],
      ['3D', '_3D'],
    ] as const) {
      expect(typeName(a), `${a}, ${b}`).not.toBe(typeName(b));
    }
  });

  test.each([
    ['e-Invoice Log', 'EInvoiceLog', 'eInvoiceLog', 'eInvoiceLogs'],
    ['Terms & Conditions', 'TermsConditions', 'termsConditions', 'termsConditionsList'],
    ['3D Model (v2)', '_3DModelV2', '_3DModelV2', '_3DModelV2s'],
    ['(Old) Item-Tax (Rate)', 'OldItemTaxRate', 'oldItemTaxRate', 'oldItemTaxRates'],
    ['Shop_Item', 'ShopItem_xb8462a', 'shopItem_xb8462a', 'shopItems_xb8462a'],
    ['Shop_Query', 'ShopQuery_xbbf4d8', 'shopQuery_xbbf4d8', 'shopQueries_xbbf4d8'],
    ['Item-Filter', 'ItemFilterDoc', 'itemFilterDoc', 'itemFilterDocs'],
  ])('of %s can be read, and a hash stands at the end of all names', (doctype, type, singular, plural) => {
    const name = typeName(doctype);
    expect([name, singularFieldName(name), pluralFieldName(name)]).toEqual([type, singular, plural]);
  });

  test('is the same for what differs in blanks, hyphens, first letters or diacritics alone: there, one gives way', () => {
    expect(typeName('Shop-Item')).toBe(typeName('Shop Item'));
    expect(typeName('Größe')).toBe(typeName('Grosse'));
    expect(typeName('ShopItem')).toBe(typeName('Shop Item'));
    expect(typeName('Shop item')).toBe(typeName('Shop Item'));
  });

  test("is none of the gateway's own", () => {
    for (const own of [
      'Query',
      'Subscription',
      'Node',
      'File',
      'Comment',
      'User Filter',
      'Shop Connection',
      'Item Order By',
      'Order Payload',
      'Doc',
      'Shop Doc',
      'Int',
      'Date',
      'Local Date Time',
      'Page Info',
      'Doc Status',
      'Timespan',
    ]) {
      expect(typeName(own), own).toBe(`${own.replaceAll(' ', '')}Doc`);
    }
  });

  test("is none of a range's", () => {
    for (const scalar of [
      'Int',
      'Float',
      'Decimal',
      'Date',
      'Time',
      'Local Date Time',
      'Big Int',
      'Duration',
      'Rating',
    ]) {
      expect(typeName(`${scalar} Range`)).not.toBe(`${scalar.replaceAll(' ', '')}Range`);
    }
  });
});

describe('root fields', () => {
  const roots = (name: string) => [singularFieldName(typeName(name)), pluralFieldName(typeName(name))];

  test('of one DocType are two', () => {
    fc.assert(
      fc.property(doctype, (name) => new Set(roots(name)).size === 2),
      { numRuns: 2_000 },
    );
  });

  test('of two DocTypes are four, where neither is the plural of the other', () => {
    fc.assert(
      fc.property(doctype, doctype, (a, b) => {
        fc.pre(readsAs(a) !== readsAs(b) && !isPluralPair(a, b) && !isPluralPair(b, a));
        expect(new Set([...roots(a), ...roots(b)]).size, `${a}, ${b}`).toBe(4);
      }),
      { numRuns: 5_000 },
    );
  });

  test("are none of the gateway's own", () => {
    for (const name of ['Node', 'Nodes', 'Site']) {
      for (const root of roots(name)) expect(['node', 'nodes', 'site']).not.toContain(root);
    }
  });

  test('are made by one rule', () => {
    const cases: [type: string, one: string, many: string][] = [
      ['Sales Invoice', 'salesInvoice', 'salesInvoices'],
      ['BOM Item', 'bomItem', 'bomItems'],
      ['BOM', 'bom', 'boms'],
      ['Company', 'company', 'companies'],
      ['Holiday', 'holiday', 'holidays'],
      ['Address', 'address', 'addresses'],
      ['Batch', 'batch', 'batches'],
      ['Tax', 'tax', 'taxes'],
      ['News', 'news', 'newsList'],
      ['Stock Settings', 'stockSettings', 'stockSettingsList'],
      ['S3 Bucket', 's3Bucket', 's3Buckets'],
    ];
    for (const [name, one, many] of cases) expect(roots(name)).toEqual([one, many]);
  });
});

describe("a field's name", () => {
  test("is the fieldname as it stands, where that is legal and not the gateway's own", () => {
    for (const name of ['posting_date', 'customer', '_user_tags', 'class', 'from', 'idx', 'parent', 'Mixed_Case'])
      expect(fieldName(name)).toBe(name);
  });

  test('is another for another fieldname', () => {
    const fieldname = fc.oneof(
      unicode,
      fc.stringMatching(/^[a-z_0-9]{1,12}$/),
      fc.constantFrom('größe', 'grosse', 'grösse', 'id', '_id', '__id', 'ID', '2nd', '名前', '名', 'a-b', 'a_b'),
    );
    fc.assert(
      fc.property(fieldname, fieldname, (a, b) => {
        fc.pre(a !== b);
        expect(fieldName(a)).not.toBe(fieldName(b));
      }),
      { numRuns: 5_000 },
    );
  });

  test('is a stand-in for the names that every document has', () => {
    for (const name of ['id', 'name', 'doctype', 'owner', '_meta', '__typename']) {
      expect(fieldName(name)).toMatch(new RegExp(`^(f_)?${name.replace(/^_+/, '')}_x[0-9a-f]{6}$`));
    }
  });

  test("is none of a filter's own words", () => {
    for (const name of ['and', 'or', 'not']) expect(fieldName(name)).not.toBe(name);
  });
});

/** DocTypes that may read alike: they differ in blanks, the case of words' first letters or diacritics alone. */
function readsAs(name: string): string {
  const plain = name.replaceAll('ß', 'ss').replace(/ø/gi, 'o').normalize('NFKD').replace(/\p{M}/gu, '');
  return plain
    .replaceAll(/[-&()]/g, ' ')
    .replaceAll(/(?:^| )(\p{L})/gu, (_, letter: string) => letter.toUpperCase())
    .replaceAll(' ', '')
    .toLowerCase();
}

function isPluralPair(a: string, b: string): boolean {
  const [one, many] = [singularFieldName(typeName(a)).toLowerCase(), pluralFieldName(typeName(a)).toLowerCase()];
  const [otherOne, otherMany] = [
    singularFieldName(typeName(b)).toLowerCase(),
    pluralFieldName(typeName(b)).toLowerCase(),
  ];
  return one === otherMany || many === otherOne || many === otherMany || one === otherOne;
}
