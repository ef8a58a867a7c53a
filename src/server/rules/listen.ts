import type { Server } from 'node:http';
import { ConfigError } from '../../errors.ts';

/** The address at which a server listens. */
export interface ListenAddress {
  readonly port: number;
  readonly host: string;
  /** The setting of the port, for errors. */
  readonly setting: string;
}

/**
 * Opens a server.
 *
 * @returns its port: a free one for port 0.
 * @throws ConfigError that names the setting to change.
 */
export function listen(server: Server, { port, host, setting }: ListenAddress): Promise<number> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) => reject(toConfigError(error, setting));
    server.once('error', refuse);
    server.listen(port, host, () => {
      server.off('error', refuse);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function toConfigError(error: NodeJS.ErrnoException, setting: string): ConfigError {
  const isAboutHost = error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND';
  return new ConfigError(`${isAboutHost ? 'HOST' : setting}: ${error.message}`);
}
