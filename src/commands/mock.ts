import { statSync } from 'node:fs';
import { UsageError } from '../errors.ts';
import type { Command, CommandValues } from './command.ts';
import { SIMULATION_OPTIONS, startSimulation } from './simulation.ts';

/** Starts a simulated site of apps' DocTypes with the gateway in front of it. */
export const MOCK: Command = {
  name: 'mock',
  operands: 'FOLDER…',
  summary: "start a simulated site of your apps' DocTypes, and the gateway in front of it",
  guide: 'how-to/test-against-the-mock.md',
  options: {
    ...SIMULATION_OPTIONS,
    data: {
      type: 'string',
      value: 'FOLDER',
      summary: 'documents by DocType, such as "Sales Order.json" or Customer.csv, in place of made-up ones',
    },
  },
  run: (env, values, folders) => startMock(env.CORS_ORIGINS, values, folders),
};

async function startMock(
  corsOrigins: string | undefined,
  values: CommandValues,
  folders: readonly string[],
): Promise<void> {
  if (folders.length === 0) throw new UsageError('mock: name the folder of at least one app.');
  const named = [...folders, ...(values.data === undefined ? [] : [String(values.data)])];
  const missing = named.find((folder) => !statSync(folder, { throwIfNoEntry: false })?.isDirectory());
  if (missing !== undefined) throw new UsageError(`mock: ${JSON.stringify(missing)} is not a folder.`);
  await startSimulation({ command: 'mock', values, corsOrigins, folders });
}
