import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longer than ten seconds on two cores, the longest first. */
const LONGEST = [
  'contract/contract',
  'browser/graphiql',
  'browser/examples',
  'browser/sign-in',
  'commands/codegen',
  'abuse/long-answers',
  'subscription/nothing-lost',
  'abuse/memory',
  'server/soak',
  'package/packed-program',
  'commands/init',
  'events/two-processes',
  'server/npm-start',
  'golden/golden',
  'docs/shell-blocks',
  'abuse/hung-site',
  'abuse/long-json',
  'commands/schema-diff',
  'client/subscribe',
  'server/oauth',
  'abuse/dead-site',
  'server/process',
  'docs/tutorials',
  'files/upload',
  'commands/mock',
  'properties/callers-apart',
  'properties/written-answers',
  'properties/sync',
  'properties/round-trip',
  'abuse/many-pieces',
  'abuse/connections',
  'write/idempotency-crashes',
].map((name) => join(import.meta.dirname, '..', `${name}.test.ts`));

/** Starts long files before all others, so that no worker is left with one of them at the end. */
export default class LongestFirst extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const gone = LONGEST.filter((path) => !existsSync(path));
    if (gone.length > 0) throw new Error(`test/support/longest-first.ts lists files that do not exist: ${gone}`);
    const rankOf = ({ moduleId }: TestSpecification) => LONGEST.indexOf(moduleId) + 1 || LONGEST.length + 1;
    return (await super.sort(specifications)).sort((a, b) => rankOf(a) - rankOf(b));
  }
}
