import { enableCompileCache } from 'node:module';

// Before anything else is loaded: what V8 compiled at an earlier start is read from disk.
enableCompileCache();
const { endWithError, serve } = await import('./serve.ts');
serve().catch(endWithError);
