import { enableCompileCache, flushCompileCache } from 'node:module';

/** How long after the start the compiled code is kept on disk, in ms. Node does that at a clean exit alone. */
const KEEP_COMPILED_AFTER_MS = 10_000;

// Before anything else is loaded: what V8 compiled at an earlier start is read from disk.
enableCompileCache();
const { endWithError, serve } = await import('./serve.ts');
serve().then(() => setTimeout(flushCompileCache, KEEP_COMPILED_AFTER_MS).unref(), endWithError);
