import { ConfigError } from './errors.ts';
import { startSites } from './gateway.ts';
import { readSites } from './sites.ts';

/** Starts the gateway from the environment, and ends it in good order on SIGTERM. */
export async function serve(): Promise<void> {
  const gateway = await startSites(readSites(process.env));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void gateway.close().then(() => process.exit(0)));
  }
}

/** Ends the process with what went wrong: one line where the operator can mend it, else with its stack. */
export function endWithError(error: unknown): never {
  const isExpected = error instanceof ConfigError || (error instanceof Error && 'code' in error);
  console.error(isExpected ? (error as Error).message : error);
  process.exit(1);
}
