import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { SITE_TODAY } from '../../demo/site-clock.ts';
import { type DemoUser, type GraphqlAnswer, startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { formatRounds, logRounds, type RoundLog } from '../support/upstream-log.ts';

/**
 * Each `<case>.graphql` is sent to a gateway before a demo site of each version. Its answer must equal `<case>.json`,
 * and the requests that reached the site, with the cost that was told, must equal `<case>.http`, where versions with the same requests share a
 * section. `UPDATE=1` rewrites both; files without their case fail.
 *
 * Mutations have a gateway of their own, whose site is reset before each of them. Settings are comments on top: `# as: alice`, `# variables: {…}`, `# versions: 15 17`,
 * and for the contract tests `# app: shopfloor` if a real site needs that app. `# times: hidden` leaves times of the site's today out
 * of the requests.
 */
const folder = new URL('./', import.meta.url);
const VERSIONS: FrappeMajor[] = [14, 15, 16, 17];
const TODAY = new RegExp(`${SITE_TODAY} \\d\\d:\\d\\d:\\d\\d(\\.\\d+)?`, 'g');
const isUpdate = process.env.UPDATE === '1';
const files = readdirSync(folder);
const cases = files.filter((file) => file.endsWith('.graphql')).map((file) => file.replace('.graphql', ''));
type GoldenGateway = { gateway: TestGateway; log: RoundLog };
const readers = new Map<FrappeMajor, GoldenGateway>();
const writers = new Map<FrappeMajor, GoldenGateway>();

beforeAll(async () => {
  for (const version of VERSIONS) {
    const reader = await startTestGateway({ version, scale: 'small' });
    readers.set(version, { gateway: reader, log: logRounds(reader.site) });
    const writer = await startTestGateway({ version, scale: 'small', clock: 'stepping' });
    writers.set(version, { gateway: writer, log: logRounds(writer.site) });
  }
});

afterAll(async () => {
  for (const { gateway } of [...readers.values(), ...writers.values()]) await gateway[Symbol.asyncDispose]();
});

describe('golden queries', () => {
  test.each(cases)('%s', async (name) => {
    const query = read(`${name}.graphql`);
    const versions = setting(query, 'versions')?.split(' ').map(Number) ?? VERSIONS;
    const answers = new Map<string, string[]>();
    const requests = new Map<string, string[]>();
    const known = VERSIONS.filter((version) => versions.includes(version));
    const runs = await Promise.all(known.map((version) => runCase(version, query)));
    runs.forEach((run, index) => {
      answers.set(run.answer, [...(answers.get(run.answer) ?? []), `v${known[index]}`]);
      requests.set(run.requests, [...(requests.get(run.requests) ?? []), `v${known[index]}`]);
    });
    expectFile(`${name}.json`, toSections(answers, '//'));
    expectFile(`${name}.http`, toSections(requests, '#'));
  });

  test('have the same answer and requests by the executor, without the quick handler and the writer', async () => {
    const ways = { quick: false, writer: false };
    await using gateway = await startTestGateway({ version: 15 }, {}, undefined, (config) => ({ ...config, ways }));
    const longWay = { gateway, log: logRounds(gateway.site) };
    const queries = cases.map((name) => read(`${name}.graphql`)).filter((query) => !isMutation(query));
    for (const query of queries) {
      // The second time, the operation is known.
      await runOn(readers.get(15), query);
      expect(await runOn(longWay, query), query).toEqual(await runOn(readers.get(15), query));
    }
    expect(queries.length).toBeGreaterThan(60);
  });

  test('every file belongs to a case', () => {
    const stale = files.filter((file) => /\.(json|http)$/.test(file) && !cases.includes(file.replace(/\.\w+$/, '')));
    if (isUpdate) for (const file of stale) rmSync(new URL(file, folder));
    else expect(stale).toEqual([]);
  });
});

function runCase(version: FrappeMajor, query: string): Promise<{ answer: string; requests: string }> {
  if (!isMutation(query)) return runOn(readers.get(version), query);
  const writer = writers.get(version);
  // No case sees what another one has written.
  writer?.gateway.site.reset();
  return runOn(writer, query);
}

function isMutation(query: string): boolean {
  return /^mutation\b/m.test(query);
}

async function runOn(started: GoldenGateway | undefined, query: string): Promise<{ answer: string; requests: string }> {
  if (started === undefined) throw new Error('No gateway before a site of this version.');
  const { gateway, log } = started;
  log.clear();
  const as = (setting(query, 'as') ?? 'gateway') as DemoUser;
  const answer = await gateway.query(query, { as, variables: JSON.parse(setting(query, 'variables') ?? '{}') });
  const { extensions, ...rest } = answer;
  // Roots run side by side, so their errors have no order.
  rest.errors?.sort((a, b) => placeOf(a) - placeOf(b));
  const cost = extensions?.cost as { calls: number; rows: number } | undefined;
  if (cost) expect(log.rounds.flat().length, 'calls beyond the cost that was told').toBeLessThanOrEqual(cost.calls);
  const bound = cost ? `\nat most ${cost.calls} calls, ${cost.rows} rows` : '';
  const rounds = formatRounds(log.rounds);
  const shown = setting(query, 'times') === 'hidden' ? rounds.replaceAll(TODAY, '…') : rounds;
  return { answer: JSON.stringify(rest, null, 2), requests: `${shown}${bound}` };
}

function placeOf({ locations: [place] = [] }: NonNullable<GraphqlAnswer['errors']>[number]): number {
  return place ? place.line * 1000 + place.column : 0;
}

function setting(query: string, name: string): string | undefined {
  return new RegExp(`^# ${name}: (.*)$`, 'm').exec(query)?.[1];
}

/** One section where all versions agree; else one for each group of versions. */
function toSections(texts: Map<string, string[]>, comment: string): string {
  if (texts.size === 1) return `${[...texts.keys()][0]}\n`;
  return [...texts].map(([text, versions]) => `${comment} ${versions.join(' ')}\n${text}\n`).join('\n');
}

function expectFile(file: string, text: string): void {
  if (isUpdate) writeFileSync(new URL(file, folder), text);
  else expect(text).toBe(read(file));
}

function read(file: string): string {
  return readFileSync(new URL(file, folder), 'utf8');
}
