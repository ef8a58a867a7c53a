import { UsageError } from '../errors.ts';
import type { CommandOption, CommandValues } from './command.ts';

/** The options of the commands that start a simulated site. */
export const SIMULATION_OPTIONS: Readonly<Record<string, CommandOption>> = {
  version: { type: 'string', value: '14|15|16|17', summary: 'the version of Frappe that the site simulates (15)' },
  port: { type: 'string', value: 'PORT', summary: 'the port of the gateway (4000)' },
  'site-port': { type: 'string', value: 'PORT', summary: 'the port of the site (8099)' },
};

const MAX_PORT = 65_535;

/** A simulated site to start. */
export interface Simulation {
  readonly command: string;
  readonly values: CommandValues;
  /** Origins whose pages may use the gateway, as `CORS_ORIGINS` has them. */
  readonly corsOrigins: string | undefined;
  /** Folders of apps, in place of the shop. */
  readonly folders?: readonly string[];
}

/** Starts a simulated site and the gateway in front of it. */
export async function startSimulation({ command, values, corsOrigins, folders }: Simulation): Promise<void> {
  const version = Number(values.version ?? 15);
  if (![14, 15, 16, 17].includes(version)) throw new UsageError(`${command}: --version must be 14, 15, 16 or 17.`);
  const port = readPort(command, values, 'port', 4000);
  const sitePort = readPort(command, values, 'site-port', 8099);
  ignoreExperiments();
  // The simulated site is loaded by these commands alone.
  const { startDemo } = await import('./simulation/start-demo.ts');
  const options = { version: version as 14 | 15 | 16 | 17, port, sitePort, corsOrigins };
  const { data } = values;
  const given = typeof data === 'string' ? { dataFolder: data } : {};
  await startDemo(folders === undefined ? options : { ...options, ...given, doctypeFolders: folders });
}

function readPort(command: string, values: CommandValues, option: string, fallback: number): number {
  const text = values[option] ?? fallback;
  if (/^\d{1,5}$/.test(String(text)) && Number(text) <= MAX_PORT) return Number(text);
  throw new UsageError(`${command}: --${option} must be a number from 0 to ${MAX_PORT}.`);
}

/** Node 22 warns that its SQLite, which keeps the site's documents, is an experiment. */
function ignoreExperiments(): void {
  const listeners = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name === 'ExperimentalWarning') return;
    for (const listener of listeners) listener(warning);
  });
}
