import { statSync } from 'node:fs';
import { UsageError } from '../errors.ts';
import type { Command, CommandValues } from './command.ts';

/** Starts a simulated site of apps' DocTypes with the gateway in front of it. */
export const MOCK: Command = {
  name: 'mock',
  usage: 'FOLDER… [--version 14|15|16|17] [--port PORT] [--site-port PORT]',
  summary: "start a simulated site of your apps' DocTypes, and the gateway in front of it",
  options: { version: { type: 'string' }, port: { type: 'string' }, 'site-port': { type: 'string' } },
  takesOperands: true,
  run: (_env, values, folders) => startMock(values, folders),
};

async function startMock(values: CommandValues, folders: readonly string[]): Promise<void> {
  if (folders.length === 0) throw new UsageError('mock: name the folder of at least one app.');
  const missing = folders.find((folder) => !statSync(folder, { throwIfNoEntry: false })?.isDirectory());
  if (missing !== undefined) throw new UsageError(`mock: ${JSON.stringify(missing)} is not a folder.`);
  const version = readNumber(values, 'version', 15);
  if (version < 14 || version > 17) throw new UsageError('mock: --version must be 14, 15, 16 or 17.');
  const ports = { port: readNumber(values, 'port', 4000), sitePort: readNumber(values, 'site-port', 8099) };
  // The simulated site is loaded by this command alone.
  const { startDemo } = await import('../../demo/start-demo.ts');
  await startDemo({ version: version as 14 | 15 | 16 | 17, ...ports, doctypeFolders: folders });
}

function readNumber(values: CommandValues, option: string, fallback: number): number {
  const text = values[option] ?? fallback;
  if (/^\d{1,5}$/.test(String(text))) return Number(text);
  throw new UsageError(`mock: --${option} must be a number.`);
}
