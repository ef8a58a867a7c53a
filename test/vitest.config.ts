import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    globalSetup: './test/support/build-program.ts',
    include: ['test/**/*.test.ts', 'demo/**/*.test.ts'],
    reporters: ['default', './test/support/summary-reporter.ts'],
    // Two workers load the modules once each, as Node does, and run every file in them.
    maxWorkers: 2,
    isolate: false,
    experimental: { viteModuleRunner: false, nodeLoader: false },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
