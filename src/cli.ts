import { enableCompileCache } from 'node:module';

// Before anything else is loaded: what V8 compiled at an earlier start is read from disk.
enableCompileCache();
const [{ runCommand }, { endWithError }] = await Promise.all([
  import('./commands/run-command.ts'),
  import('./serve.ts'),
]);
runCommand(process.argv.slice(2)).catch(endWithError);
