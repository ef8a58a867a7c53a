import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { DemoSiteOptions, FrappeMajor } from './demo-site.ts';
import { SimulatorError } from './simulator-error.ts';

const VERSIONS: readonly FrappeMajor[] = [14, 15, 16, 17];

const MAX_PORT = 65_535;

/** The help of the command. */
export const USAGE = `frappe-site-simulator [options]

Starts a server that answers as a Frappe site does, with a shop in it or with the DocTypes of your apps.

  --version 14|15|16|17   the version of Frappe that it plays; 15
  --port PORT             the port that it listens on; 8099, 0 for any free one
  --host ADDRESS          the address that it listens on; 127.0.0.1
  --scale small|full      how much data the shop has; full
  --doctypes FOLDER       DocType JSON files of an app, in place of the shop; give it again for each app
  --data FOLDER           documents by DocType, such as "Sales Order.json" or Customer.csv, in place of made-up ones
  --database FILE         where to keep the data; in memory
  --help                  show this text`;

/**
 * Reads the arguments of the command.
 *
 * @throws SimulatorError that names the argument that is wrong.
 */
export function readOptions(args: readonly string[]): DemoSiteOptions | 'help' {
  const { help, host, port, version, scale, doctypes, data, database } = parseOptions(args);
  if (help) return 'help';
  const major = VERSIONS.find((each) => String(each) === version);
  if (major === undefined) throw new SimulatorError(`--version must be one of ${VERSIONS.join(', ')}.`);
  if (!/^\d{1,5}$/.test(port) || Number(port) > MAX_PORT) {
    throw new SimulatorError(`--port must be a number from 0 to ${MAX_PORT}.`);
  }
  if (scale !== 'small' && scale !== 'full') throw new SimulatorError('--scale must be small or full.');
  if (data !== undefined && doctypes === undefined) throw new SimulatorError('--data needs --doctypes.');
  for (const folder of [...(doctypes ?? []), ...(data === undefined ? [] : [data])]) {
    if (!existsSync(folder)) throw new SimulatorError(`${JSON.stringify(folder)} is not a folder.`);
  }
  return {
    version: major,
    port: Number(port),
    host,
    scale,
    ...(doctypes === undefined ? {} : { doctypeFolders: doctypes }),
    ...(data === undefined ? {} : { dataFolder: data }),
    ...(database === undefined ? {} : { databaseFile: database }),
  };
}

function parseOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '8099' },
        host: { type: 'string', default: '127.0.0.1' },
        version: { type: 'string', default: '15' },
        scale: { type: 'string', default: 'full' },
        doctypes: { type: 'string', multiple: true },
        data: { type: 'string' },
        database: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    const [line = ''] = (error as Error).message.split('. ');
    throw new SimulatorError(`${line}. Try --help.`);
  }
}
