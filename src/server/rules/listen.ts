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
export function listen(server: Server, listenAddress: ListenAddress): Promise<number> {
  const { port, host } = listenAddress;
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) => reject(new ConfigError(toProblem(error, listenAddress)));
    server.once('error', refuse);
    server.listen(port, host, () => {
      server.off('error', refuse);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function toProblem({ code, message }: NodeJS.ErrnoException, { port, host, setting }: ListenAddress): string {
  switch (code) {
    case 'EADDRINUSE':
      return `${setting}: ${port} is taken by another program. Choose another port.`;
    case 'EACCES':
      return `${setting}: ${port} needs rights that this process lacks. Choose a port above 1023.`;
    case 'EADDRNOTAVAIL':
      return `HOST: ${host} is not an address of this machine.`;
    case 'ENOTFOUND':
      return `HOST: ${host} is not a known host name.`;
    default:
      return `${setting}: ${message}`;
  }
}
