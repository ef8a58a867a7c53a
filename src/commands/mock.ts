import { statSync } from 'node:fs';
import { UsageError } from '../errors.ts';
import type { Command, CommandValues } from './command.ts';
import { SIMULATION_OPTIONS, startSimulation } from './simulation.ts';

/** Starts a simulated site of apps' DocTypes with the gateway in front of it. */
export const MOCK: Command = {
  name: 'mock',
  operands: 'FOLDER…',
  summary: "start a simulated site of your apps' DocTypes, and the gateway in front of it",
  guide: '../demo/README.md#with-the-doctypes-of-your-apps',
  options: SIMULATION_OPTIONS,
  run: (_env, values, folders) => startMock(values, folders),
};

async function startMock(values: CommandValues, folders: readonly string[]): Promise<void> {
  if (folders.length === 0) throw new UsageError('mock: name the folder of at least one app.');
  const missing = folders.find((folder) => !statSync(folder, { throwIfNoEntry: false })?.isDirectory());
  if (missing !== undefined) throw new UsageError(`mock: ${JSON.stringify(missing)} is not a folder.`);
  await startSimulation('mock', values, folders);
}
