import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fault, FrappeMajor } from '../../demo/demo-site.ts';
import { DEMO_PASSWORD } from '../../demo/sign-in/sign-in-state.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { guardNotes, makePeople, type Person, WAYS, type Way } from './people.ts';
import { runsOr } from './property-sites.ts';

/** Each with four credentials, and once without any. */
const PEOPLE = 200;

/** What a caller asks; `other` is somebody else, whose note he may not see. */
const QUESTIONS: readonly ((own: Person, other: Person) => string)[] = [
  () => '{ me { user fullName roles } shopNotes(first: 5) { totalCount nodes { name title content owner { name } } } }',
  () => '{ shopNotes(orderBy: [{ title: DESC }]) { edges { cursor node { id title _meta { title } } } } }',
  ({ note }) => `{ shopNote(name: "${note}") { title content _meta { permissions { write } } } }`,
  (own, other) => `{ a: shopNote(name: "${other.note}") { title } b: shopNote(name: "${own.note}") { title content } }`,
  () => '{ shopNoteAggregate(groupBy: [title]) { group { title } count } }',
  ({ mark }) =>
    `{ shopNotes(filter: { title: { like: "mark%" } }) { nodes { title } } site { frappeVersion } x: shopTags(first: 2) { nodes { name } } ${mark}: __typename }`,
  () =>
    '{ shopOrders(first: 3) { nodes { name customer { customer_name } items { item { item_name } } } } shopNotes { nodes { title } } }',
  (own) =>
    `mutation { updateShopNote(name: "${own.note}", input: { title: "${own.mark} again" }) { shopNote { title content } } }`,
  (own, other) =>
    `mutation { updateShopNote(name: "${other.note}", input: { title: "${own.mark} was here" }) { shopNote { title } } }`,
  ({ user }) => `mutation { login(user: "${user}", password: "${DEMO_PASSWORD}") { me { user fullName } } }`,
  () => '{ shopNotes(filter: { content: { like: "%" } }) { nodes { title } } }',
  (own, other) =>
    `{ nodes(ids: ["${idOf(other)}", "${idOf(own)}"]) { id ... on ShopNote { title content owner { name } } } }`,
];

function idOf({ note }: Person): string {
  return Buffer.from(JSON.stringify(['Shop Note', note])).toString('base64url');
}

const TROUBLES = ['none', 'none', 'none', 'slow', 'refused', 'broken', 'reset', 'cut'] as const;
type Trouble = (typeof TROUBLES)[number];

/** One caller's request. */
interface Step {
  person: number;
  way: Way;
  question: number;
  other: number;
  trouble: Trouble;
  /** Milliseconds after which he goes away. */
  patience: number | null;
}

interface Outcome {
  step: Step;
  requestId: string;
  text: string;
  headers: [string, string][];
}

/** Every person in every way, in any order. */
const steps = fc
  .shuffledSubarray(
    Array.from({ length: PEOPLE * WAYS.length }, (_, index) => index),
    { minLength: PEOPLE * WAYS.length },
  )
  .chain((order) =>
    fc.tuple(...order.map((index) => stepOf(Math.floor(index / WAYS.length), WAYS[index % WAYS.length] as Way))),
  );

function stepOf(person: number, way: Way): fc.Arbitrary<Step> {
  return fc.record({
    person: fc.constant(person),
    way: fc.constant(way),
    question: fc.nat(QUESTIONS.length - 1),
    other: fc.integer({ min: 1, max: PEOPLE - 1 }).map((distance) => (person + distance) % PEOPLE),
    trouble: fc.constantFrom(...TROUBLES),
    patience: fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat(300) }),
  });
}

describe.each<FrappeMajor>([14, 17])('1,000 callers at once on v%i', (version) => {
  let gateway: TestGateway;
  let people: Person[];
  beforeAll(async () => {
    gateway = await startTestGateway({ version }, { IDENTITY_CACHE_SECONDS: '10' }, guardNotes);
    people = await makePeople(gateway.site, PEOPLE);
  }, 60_000);
  afterAll(() => gateway[Symbol.asyncDispose]());

  test('see no value, message, cookie or header of another', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (plan) => {
        const outcomes = await runAll(plan);
        for (const outcome of outcomes) expectOwn(outcome);
        // Marks do arrive: a test that looks for what is never there would pass, too.
        const own = outcomes.filter(({ step, text }) => text.includes((people[step.person] as Person).mark));
        expect(outcomes.length).toBeGreaterThan(plan.length / 2);
        expect(own.length).toBeGreaterThan(plan.length / 4);
        expectOwnCredentials(plan);
      }),
      { numRuns: runsOr(1), endOnFailure: true },
    );
  });

  async function runAll(plan: readonly Step[]): Promise<Outcome[]> {
    gateway.site.requests.length = 0;
    const troubles = new Map(plan.map((step) => [keyOf(headersOf(step)), step]));
    gateway.site.fault = ({ headers }) => {
      const step = troubles.get(keyOf(headers));
      return step && step.way !== 'guest' ? toFault(step, people[step.person] as Person) : undefined;
    };
    const outcomes = await Promise.all(plan.map((step, index) => run(step, `request-${index}`)));
    gateway.site.fault = undefined;
    return outcomes.filter((outcome) => outcome !== null);
  }

  function headersOf({ person, way }: Step): Readonly<Record<string, string>> {
    return (people[person] as Person).headers[way];
  }

  async function run(step: Step, requestId: string): Promise<Outcome | null> {
    const question = QUESTIONS[step.question] as (typeof QUESTIONS)[number];
    const query = question(people[step.person] as Person, people[step.other] as Person);
    const signal = step.patience === null ? {} : { signal: AbortSignal.timeout(step.patience) };
    const headers = { 'content-type': 'application/json', 'x-request-id': requestId, ...headersOf(step) };
    try {
      const init = { method: 'POST', headers, body: JSON.stringify({ query }), ...signal };
      const response = await fetch(`${gateway.gateway.url}/graphql`, init);
      return { step, requestId, text: await response.text(), headers: [...response.headers] };
    } catch {
      return null;
    }
  }

  function expectOwn({ step, requestId, text, headers }: Outcome): void {
    const own = people[step.person] as Person;
    const all = `${text}\n${headers.map((header) => header.join(': ')).join('\n')}`;
    const marks = new Set(all.match(/mark\d{4}/g));
    marks.delete(own.mark);
    expect([...marks], `${own.mark} sees ${[...marks]} in ${all}`).toEqual([]);
    expect(Object.fromEntries(headers)['x-request-id']).toBe(requestId);
    if (!own.isInsider) expect(text).not.toContain(`${own.mark} content`);
    for (const [name, value] of headers) {
      if (name !== 'set-cookie') continue;
      const sid = /sid=(\w{20,})/.exec(value)?.[1];
      const owners = people.filter(({ credentials }) => sid !== undefined && credentials.includes(sid));
      expect(owners.filter((owner) => owner !== own)).toEqual([]);
    }
  }

  /** One known credential with each request, and what a caller asks goes with his own. */
  function expectOwnCredentials(plan: readonly Step[]): void {
    const known = new Set(plan.map((step) => keyOf(headersOf(step))));
    const account = keyOf({ authorization: gateway.site.authorization('gateway') });
    for (const { headers, path, body } of gateway.site.requests) {
      expect(headers.authorization === undefined || headers.cookie === undefined).toBe(true);
      const isOwn = known.has(keyOf(headers));
      const isLogin = /\/api\/method\/(login|frappe\.auth|frappe\.core|frappe\.client)/.test(path) || headers.cookie;
      if (!isOwn && keyOf(headers) !== account) expect(isLogin, `${path} ${body}`).toBeTruthy();
      if (keyOf(headers) === account)
        expect(path).toMatch(/^\/api\/(resource\/User\?|method\/frappe\.client\.get_list)/);
    }
  }
});

function keyOf({ authorization, cookie }: Readonly<Record<string, string | undefined>>): string {
  return `${authorization ?? ''}|${/sid=\w+/.exec(cookie ?? '')?.[0] ?? ''}`;
}

function toFault({ trouble }: Step, { mark }: Person): Fault | undefined {
  switch (trouble) {
    case 'slow':
      return { delayMs: 50 };
    case 'refused':
      return { status: 417, body: messageBody(`Sorry, ${mark}`) };
    case 'broken':
      return { status: 500, body: `<html>${mark}</html>` };
    case 'reset':
      return { resetSocket: true };
    case 'cut':
      return { cutAfterBytes: 20 };
    default:
      return undefined;
  }
}

function messageBody(message: string): string {
  const _server_messages = JSON.stringify([JSON.stringify({ message })]);
  return JSON.stringify({ exc_type: 'ValidationError', _server_messages });
}
