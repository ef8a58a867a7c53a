import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { type FrappeMajor, LATE_V15 } from '../../demo/demo-site.ts';
import { DIALECTS, type Dialect } from '../../demo/dialects.ts';
import { CHILD_ROW_CASES } from './cases/child-rows.ts';
import { COMPARISON_CASES } from './cases/comparisons.ts';
import { COUNTING_CASES } from './cases/counting.ts';
import { CURSOR_CASES } from './cases/cursors.ts';
import { TREE_CASES } from './cases/erpnext/chart-of-accounts.ts';
import { DESK_TWIN_CASES } from './cases/erpnext/desk-twins.ts';
import { EXAMPLE_CASES } from './cases/erpnext/examples.ts';
import { LINK_SEARCH_CASES } from './cases/erpnext/link-searches.ts';
import { ORDER_TO_CASH_CASES } from './cases/erpnext/order-to-cash.ts';
import { PREPARED_REPORT_CASES } from './cases/erpnext/prepared-reports.ts';
import { TUTORIAL_CASES } from './cases/erpnext/tutorial.ts';
import { TYPED_METHOD_CASES } from './cases/erpnext/typed-methods.ts';
import { TYPED_REPORT_CASES } from './cases/erpnext/typed-reports.ts';
import { EVERY_DOCTYPE_CASES } from './cases/every-doctype.ts';
import { LINKED_ORDER_CASES } from './cases/linked-order.ts';
import { NAMED_ROW_CASES } from './cases/named-rows.ts';
import { NEVER_NULL_CASES } from './cases/never-null.ts';
import { NO_MORE_THAN_REST_CASES } from './cases/no-more-than-rest.ts';
import { PERMISSION_CASES } from './cases/permissions.ts';
import { PERMLEVEL_CASES } from './cases/permlevels.ts';
import { RECORDED_DESK_CASES, RECORDED_FILE_CASES } from './cases/recorded/desk.ts';
import { RECORDED_DOC_METHOD_CASES, RECORDED_JOB_CASES } from './cases/recorded/doc-methods.ts';
import { RECORDED_FILTER_CASES } from './cases/recorded/filters.ts';
import { RECORDED_COUNT_CASES, RECORDED_FIELD_CASES, RECORDED_LIST_CASES } from './cases/recorded/lists.ts';
import { RECORDED_METHOD_CASES } from './cases/recorded/methods.ts';
import { RECORDED_PERMISSION_CASES } from './cases/recorded/permissions.ts';
import { ME_CASES, RECORDED_SIGN_IN_CASES } from './cases/recorded/sign-in.ts';
import { UNSET_VALUE_CASES } from './cases/unset-values.ts';
import { BULK_CASES } from './cases/write/bulk.ts';
import { DOCUMENT_WRITE_CASES } from './cases/write/documents.ts';
import { FILE_CASES } from './cases/write/files.ts';
import { LIFECYCLE_CASES } from './cases/write/lifecycle.ts';
import { SAFE_RETRY_CASES } from './cases/write/safe-retries.ts';
import { SYNC_CASES } from './cases/write/sync.ts';
import { TRANSLATION_CASES } from './cases/write/translations.ts';
import { UPSERT_CASES } from './cases/write/upserts.ts';
import { removeLeftovers } from './cases/write/write-case.ts';
import type { ContractCase } from './contract-case.ts';
import { type ContractSite, startContractDemo, startContractSite } from './contract-site.ts';
import { readGoldenCases } from './golden-cases.ts';
import { KNOWN_DIFFERENCES } from './known-differences.ts';
import { readSameAnswerCases } from './same-answer-cases.ts';
import { readSiteSettings } from './site-settings.ts';

/** The same cases before demo sites of all versions and before the real sites that are configured. */
const RELEASES = { v14: 14, v15: 15, 'late v15': 15, v16: 16, v17: 17 } as const;
type Release = keyof typeof RELEASES;
const RELEASE_NAMES = Object.keys(RELEASES) as Release[];
/** Demo sites that filter and sort lists by the code that v15 does it by, and what that code reads of their dialects. */
const WITH_ENGINE_OF_V15: ReadonlySet<Release> = new Set(['late v15', 'v16']);
const READ_BY_ENGINE: readonly (keyof Dialect)[] = [
  'childRowsIgnoreParents',
  'dropsFieldsWithoutColumn',
  'fieldAfterRefusedEscapes',
  'hasNewQueryEngine',
  'operators',
  'sizesDecimals',
  'sqlErrorModule',
  'starIncludesOptionalColumns',
];
const settings = readSiteSettings(process.env);
const demos = new Map<Release, ContractSite>();
const CASES: readonly ContractCase[] = [
  ...CHILD_ROW_CASES,
  ...COMPARISON_CASES,
  ...COUNTING_CASES,
  ...CURSOR_CASES,
  ...LINKED_ORDER_CASES,
  ...NAMED_ROW_CASES,
  ...EVERY_DOCTYPE_CASES,
  ...NEVER_NULL_CASES,
  ...NO_MORE_THAN_REST_CASES,
  ...PERMISSION_CASES,
  ...PERMLEVEL_CASES,
  ...UNSET_VALUE_CASES,
  ...RECORDED_FILTER_CASES,
  ...RECORDED_LIST_CASES,
  ...RECORDED_FIELD_CASES,
  ...RECORDED_COUNT_CASES,
  ...RECORDED_PERMISSION_CASES,
  ...RECORDED_SIGN_IN_CASES,
  ...ME_CASES,
  ...RECORDED_METHOD_CASES,
  ...RECORDED_DOC_METHOD_CASES,
  ...RECORDED_JOB_CASES,
  ...RECORDED_DESK_CASES,
  ...RECORDED_FILE_CASES,
  ...DOCUMENT_WRITE_CASES,
  ...LIFECYCLE_CASES,
  ...UPSERT_CASES,
  ...SAFE_RETRY_CASES,
  ...BULK_CASES,
  ...SYNC_CASES,
  ...TRANSLATION_CASES,
  ...FILE_CASES,
  ...ORDER_TO_CASH_CASES,
  ...TREE_CASES,
  ...TYPED_METHOD_CASES,
  ...TYPED_REPORT_CASES,
  ...PREPARED_REPORT_CASES,
  ...TUTORIAL_CASES,
  ...EXAMPLE_CASES,
  ...DESK_TWIN_CASES,
  ...LINK_SEARCH_CASES,
];
const REAL_CASES = [...readGoldenCases(), ...readSameAnswerCases((site) => demoOf(releaseOf(site))), ...CASES];

beforeAll(async () => {
  for (const name of RELEASE_NAMES) {
    demos.set(name, await startContractDemo(RELEASES[name], undefined, changesOf(name)));
  }
});

afterAll(async () => {
  for (const demo of demos.values()) await demo[Symbol.asyncDispose]();
});

describe.each(RELEASE_NAMES)('a demo site of %s', (name) => {
  for (const each of CASES.filter((one) => concernsDemo(one, name))) {
    test(each.name, timeoutOf(each), (context) => {
      skipWithoutApp(context, each, demoOf(name));
      return each.run(demoOf(name));
    });
  }
});

describe.each(settings)('the site $url', (site) => {
  let real: ContractSite;
  beforeAll(async () => {
    real = await startContractSite(site);
    await removeLeftovers(real);
  });
  afterAll(() => real?.[Symbol.asyncDispose]());

  for (const each of REAL_CASES) {
    test(each.name, timeoutOf(each), (context) => {
      context.skip(!concerns(each, real.version), `not about v${real.version}`);
      context.skip(each.needsDemo !== undefined, each.needsDemo);
      context.skip(each.needsPassword === true && real.password === null, 'FRAPPE_PASSWORD is not set');
      skipWithoutApp(context, each, real);
      const { clashesWith = null } = each;
      const hasClash = clashesWith !== null && real.apps.has(clashesWith);
      context.skip(hasClash, `the site's app ${clashesWith} has a DocType of the same name as the shop`);
      return runCase(each, real);
    });
  }
});

test.runIf(settings.length === 0)('real sites', (context) => {
  context.skip('none is configured by FRAPPE_URL or CONTRACT_SITES');
});

test('every known difference belongs to a case', () => {
  const names = new Set(REAL_CASES.map(({ name }) => name));
  expect(KNOWN_DIFFERENCES.filter((entry) => !names.has(entry.case))).toEqual([]);
});

test.each([...WITH_ENGINE_OF_V15])('the query engine of the demo site of %s is that of v15', (name) => {
  const dialect = { ...DIALECTS[RELEASES[name]], ...changesOf(name) };
  const pick = (from: Dialect) => READ_BY_ENGINE.map((key) => [key, from[key]]);
  expect(pick(dialect)).toEqual(pick(DIALECTS[15]));
  // The gateway asks such sites in the same way, too: no case sorts by a field whose name looks like SQL.
  const others = { ordersByAnyWord: expect.any(Boolean), discard: expect.any(Boolean) };
  expect(demoOf(name).capabilities).toEqual({ ...demoOf('v15').capabilities, ...others });
});

/** A case that is known not to hold must not hold, so that the list of these stays true. */
async function runCase(each: ContractCase, site: ContractSite): Promise<void> {
  const known = KNOWN_DIFFERENCES.find((entry) => entry.case === each.name && entry.versions.includes(site.version));
  if (known === undefined) return each.run(site);
  const holds = await each.run(site).then(
    () => true,
    () => false,
  );
  expect(holds, `it holds on ${site.label}, but is listed as a difference: ${known.reason}`).toBe(false);
}

function skipWithoutApp(context: TestContext, { needsApp }: ContractCase, site: ContractSite): void {
  const isMissing = needsApp !== undefined && !site.apps.has(needsApp);
  context.skip(isMissing, `the site does not have the app ${needsApp}`);
}

function timeoutOf({ timeout }: ContractCase): { timeout?: number } {
  return timeout === undefined ? {} : { timeout };
}

function concerns({ versions }: ContractCase, version: FrappeMajor): boolean {
  return versions?.includes(version) ?? true;
}

function concernsDemo(each: ContractCase, name: Release): boolean {
  return concerns(each, RELEASES[name]) && !(each.isOfEngine && WITH_ENGINE_OF_V15.has(name));
}

/** What the demo site of a release does otherwise than its version. */
function changesOf(name: Release): Partial<Dialect> {
  return name === 'late v15' ? LATE_V15 : {};
}

function demoOf(name: Release): ContractSite {
  const demo = demos.get(name);
  if (demo === undefined) throw new Error(`There is no demo site of ${name}.`);
  return demo;
}

/** The demo site that plays a real one. The late v15 stands for 15.101, and for all v15 from 15.100 on. */
function releaseOf({ version, release }: ContractSite): Release {
  const minor = Number(release.split('.')[1]);
  return version === 15 && minor >= 100 ? 'late v15' : `v${version}`;
}
