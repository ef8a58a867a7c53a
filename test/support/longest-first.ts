import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longer than ten seconds on two cores, the longest first. */
const LONGEST = [
  'browser/sign-in',
  'contract/contract',
  'browser/examples',
  'package/packed-program',
  'abuse/memory',
  'properties/callers-apart',
  'server/npm-start',
  'server/soak',
  'properties/written-answers',
  'abuse/long-answers',
  'browser/graphiql',
  'abuse/long-json',
  'subscription/nothing-lost',
  'commands/mock',
  'abuse/connections',
  'client/subscribe',
  'commands/codegen',
  'abuse/dead-site',
  'abuse/hung-site',
  'golden/golden',
  'events/two-processes',
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
