import { defineConfig } from 'vitest/config';

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
    // As `npm start` has it: fewer values live long enough to be moved.
    execArgv: ['--max-semi-space-size=32'],
    experimental: { viteModuleRunner: false, nodeLoader: false },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
