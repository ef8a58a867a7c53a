import { readEnvironment, shareTracingSettings } from './environment.ts';
import { ConfigError, UsageError } from './errors.ts';
import { createLogger, startSites } from './gateway.ts';
import { readSites } from './sites.ts';
import { startTracing } from './tracing.ts';

/** How long the same signal may come again without meaning more. */
const REPEAT_MS = 1_000;

const PARENT_CHECK_MS = 500;

/** Starts the gateway from its settings, and shuts it down cleanly on a signal. */
export async function serve(env = readEnvironment()): Promise<void> {
  const sites = readSites(env);
  const logger = createLogger(sites.sites[0]?.config);
  shareTracingSettings(env);
  const tracing = await startTracing(env, logger);
  const gateway = await startSites(sites, logger);
  void gateway.failed.then(endWithError);
  closeOnSignals(async () => {
    await gateway.close();
    await tracing.stop();
  });
}

/**
 * Closes what runs on SIGTERM and SIGINT, and ends the process. npm passes on what a terminal or an init system has
 * sent to all processes already: the signal comes twice then, and means one thing. A later SIGINT ends the process at
 * once.
 */
export function closeOnSignals(close: () => Promise<void>): void {
  let startedAt: number | null = null;
  const end = () => {
    if (startedAt !== null) return;
    startedAt = performance.now();
    void close().then(() => process.exit(0));
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', () => {
    if (startedAt !== null && performance.now() - startedAt > REPEAT_MS) process.exit(1);
    end();
  });
  // npx starts a shell, which a signal ends without a word to the gateway in it.
  const { ppid } = process;
  const checkParent = () => process.ppid !== ppid && end();
  if (process.env.npm_lifecycle_event === 'npx') setInterval(checkParent, PARENT_CHECK_MS).unref();
}

/** Ends the process with the error: one line if the operator can fix it, else with its stack. */
export function endWithError(error: unknown): never {
  const isExpected = error instanceof ConfigError || (error instanceof Error && 'code' in error);
  console.error(isExpected ? (error as Error).message : error);
  process.exit(toExitCode(error));
}

/** 2 if a command was called wrongly, 1 for any other fault. */
export function toExitCode(error: unknown): number {
  return error instanceof UsageError ? 2 : 1;
}
