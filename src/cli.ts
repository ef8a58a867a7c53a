import { enableCompileCache } from 'node:module';

// Before anything else is loaded: what V8 compiled at an earlier start is read from disk.
enableCompileCache();
const [{ watchOutput }, { runCommand }, { endWithError }] = await Promise.all([
  import('./commands/output/watch-output.ts'),
  import('./commands/run-command.ts'),
  import('./serve.ts'),
]);
const assertPrinted = watchOutput(process.stdout);
runCommand(process.argv.slice(2)).then(assertPrinted).catch(endWithError);
