import { defineConfig } from 'vitest/config';
import { CHILD_ENV } from './support/child-env.ts';
import LongestFirst from './support/longest-first.ts';

// Workers read what V8 compiled in an earlier run, as the processes that tests start do.
process.env.NODE_COMPILE_CACHE ??= CHILD_ENV.NODE_COMPILE_CACHE;

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    globalSetup: './test/support/build-program.ts',
    include: ['test/**/*.test.ts', 'demo/**/*.test.ts'],
    reporters: ['default', './test/support/summary-reporter.ts'],
    // Workers load the modules once each, as Node does, and run every file in them. One more than a build server has
    // cores, as tests wait, too.
    maxWorkers: 3,
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // More room for new values, of which few live long: half as many collections of garbage.
    execArgv: ['--min-semi-space-size=64', '--max-semi-space-size=64'],
    experimental: { viteModuleRunner: false, nodeLoader: false },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // The machine may be busy.
    expect: { poll: { timeout: 20_000 } },
  },
});
