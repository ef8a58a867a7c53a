import type { Row } from '../database/demo-database.ts';
import { rowName } from './row-names.ts';
import { SeededRandom } from './seeded-random.ts';
import { PINNED_CUSTOMERS, PINNED_NOTE_LENGTH } from './shop-pins.ts';
import { LEAF_REGIONS } from './shop-regions.ts';

/** How many customers the full shop has. */
export const CUSTOMER_COUNT = 2000;

const FIRST_WORDS =
  "Acme Bolt Cobalt Delta Ember Flux Gamma Helix Iris Jade Kilo Lumen Metro Nova O'Brien Ørsted 日本 Quartz Rhône Señor".split(
    ' ',
  );
const LAST_WORDS = 'Works Systems Trading GmbH Group Industries Labs Foods Partners Logistics'.split(' ');
const TYPES = ['Company', 'Individual', 'Public / NGO', 'Government'] as const;
const CURRENCIES = ['EUR', 'USD', 'INR', 'JPY', 'GBP'] as const;
const MANAGERS = [null, 'alice@example.com', 'carol@example.com'] as const;

/** The name of the customer with that number: every twentieth is a VIP with their own series. */
export function customerName(number: number): string {
  const vips = Math.floor(number / 20);
  if (number % 20 === 0) return `VIP-2026-${String(vips + 1).padStart(4, '0')}`;
  return `CUST-${String(number - vips).padStart(5, '0')}`;
}

/** The name of a customer. */
export function customerTitle(number: number): string {
  return `${FIRST_WORDS[number % 20]} ${LAST_WORDS[Math.floor(number / 20) % 10]} ${number}`;
}

/** The region of a customer, as an index of `LEAF_REGIONS`. */
export function customerRegion(number: number): number {
  return number % LEAF_REGIONS.length;
}

/** The kind of customer: also decides what orders the recorded filters find. */
export function customerType(number: number): string {
  return PINNED_CUSTOMERS.get(number)?.customer_type ?? new SeededRandom(number * 31 + 7).choice(TYPES);
}

/** The row of a customer. */
export function customerRow(number: number): Row {
  const random = new SeededRandom(number + 100_000);
  const since = new Date(Date.UTC(2015, 0, 1 + random.integer(0, 4015))).toISOString().slice(0, 10);
  const row = { ...identity(number), ...numbers(random), ...times(random, number, since), ...texts(random, number) };
  const pinned = PINNED_CUSTOMERS.get(number);
  if (pinned) Object.assign(row, pinned);
  return row;
}

function identity(number: number): Row {
  return {
    name: customerName(number),
    owner: 'Administrator',
    modified_by: 'Administrator',
    docstatus: 0,
    idx: 0,
    naming_series: number % 20 === 0 ? 'VIP-.YYYY.-.####' : 'CUST-.#####',
    customer_name: customerTitle(number),
    email: `c${number}@customers.test`,
    website: number % 5 === 0 ? null : `https://c${number}.example.com`,
    phone: `+49-17010${String(number).padStart(5, '0')}`,
    customer_type: customerType(number),
    region: LEAF_REGIONS[customerRegion(number)],
    custom_région_préférée: null,
    referred_by: number % 5 === 0 && number >= 10 ? customerName(number - 5) : null,
    is_vip: number % 20 === 0 ? 1 : 0,
    tax_id: `TAX${String(number).padStart(6, '0')}`,
    legacy_key: `L${number}`,
    secret_pin: String(number).padStart(4, '0'),
    disabled: 0,
  };
}

function numbers(random: SeededRandom): Row {
  return {
    status: random.next() < 0.9 ? 'Active' : random.choice(['On Hold', 'Closed']),
    account_manager: random.choice(MANAGERS),
    employees: random.integer(0, 100_000),
    discount_factor: random.number(0, 1, 4),
    credit_limit: random.number(0, 100_000, 2),
    currency: random.choice(CURRENCIES),
    margin: random.number(0, 60, 2),
    satisfaction: random.integer(0, 5) / 5,
    lead_time: random.integer(0, 500_000),
    internal_score: random.number(0, 10, 3),
    custom_loyalty_tier: random.choice(['', 'Bronze', 'Silver', 'Gold']),
  };
}

function times(random: SeededRandom, number: number, since: string): Row {
  const two = (low: number, high: number) => String(random.integer(low, high)).padStart(2, '0');
  const seconds = random.integer(0, 7199);
  const changed = new Date(Date.parse(`${since}T10:00:00Z`) + seconds * 1000).toISOString();
  return {
    creation: `${since} 10:00:00`,
    modified: changed.slice(0, 19).replace('T', ' '),
    customer_since: since,
    last_contact: `2026-${two(1, 9)}-${two(10, 20)} ${two(0, 23)}:${two(0, 59)}:${two(0, 59)}`,
    opening_time: number % 4 === 0 ? null : `${two(5, 11)}:30:00`,
  };
}

function texts(random: SeededRandom, number: number): Row {
  const color = random.integer(0, 0xffffff).toString(16).toUpperCase().padStart(6, '0');
  const point = [random.number(5, 15, 5), random.number(47, 55, 5)];
  return {
    brand_color: `#${color}`,
    preferences: number % 2 === 0 ? null : `{"lang": "de", "n": ${number}, "list": [1, 2, {"x": null}]}`,
    location: number % 3 === 0 ? geojson(point) : null,
    contract: number % 15 === 0 ? '/files/contract-0.txt' : null,
    logo: null,
    notes: `Notes for ${number}\nsecond line`,
    short_note: `short ${number}`,
    long_note: 'lorem ipsum '.repeat(PINNED_NOTE_LENGTH.get(number) ?? random.integer(40, 50)).trim(),
    biography: `<p>Bio <strong>${number}</strong></p>`,
    readme: `# Customer ${number}\n\n* a\n* b`,
    html_snippet: `<div class="x">${number}</div>`,
    script: `print(${number})`,
    portal_password: number % 40 === 0 ? '*'.repeat(`secret-${number}`.length) : null,
    signature: null,
    barcode: `4006381${String(number).padStart(6, '0')}`,
    icon: number % 8 === 0 ? null : random.choice(['home', 'star']),
    city: random.choice(['Berlin', 'Paris', 'Mumbai', 'Zürich']),
    party_type: number % 8 === 0 ? 'User' : null,
    party: number % 8 === 0 ? 'alice@example.com' : null,
    read_only_code: 'RO-1',
  };
}

function geojson(coordinates: number[]): string {
  const point = `{"type": "Point", "coordinates": [${coordinates.join(', ')}]}`;
  return `{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": ${point}}]}`;
}

/** The contacts of a customer. */
export function contactRows(number: number): Row[] {
  const count = number === 1 ? 3 : number === 15 ? 0 : (number * 7) % 4;
  return Array.from({ length: count }, (_, index) => ({
    ...childOf(number, 'contacts', index),
    contact_name: `Contact ${number}-${index}`,
    email: `p${index}.${number}@customers.test`,
    phone: null,
    is_primary: index === 0 ? 1 : 0,
    birthday: index === 0 ? null : '1980-02-29',
    commission: index,
  }));
}

/** The tags of a customer. */
export function tagRows(number: number): Row[] {
  const tags = number === 1 || number % 3 !== 1 ? [] : ['Gold', 'Export'].slice(0, (number % 2) + 1);
  return tags.map((tag, index) => ({ ...childOf(number, 'tags', index), tag }));
}

function childOf(number: number, parentfield: string, index: number): Row {
  const created = '2026-11-21 06:40:12.136436';
  return {
    name: rowName(`customer/${number}/${parentfield}/${index}`),
    owner: 'Administrator',
    creation: created,
    modified: created,
    modified_by: 'Administrator',
    docstatus: 0,
    idx: index + 1,
    parent: customerName(number),
    parentfield,
    parenttype: 'Shop Customer',
  };
}
