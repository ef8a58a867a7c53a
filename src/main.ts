import { readConfig } from './config.ts';
import { ConfigError } from './errors.ts';
import { startGateway } from './gateway.ts';

/** Starts the gateway from the environment, and ends it in good order on SIGTERM. */
export async function serve(): Promise<void> {
  const gateway = await startGateway(readConfig(process.env));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void gateway.close().then(() => process.exit(0)));
  }
}

if (import.meta.main) {
  serve().catch((error: unknown) => {
    console.error(error instanceof ConfigError ? error.message : error);
    process.exit(1);
  });
}
