import { SCALARS } from './scalars.ts';

/** The TypeScript type of each of the gateway's own scalars in clients, by its name. A file is an input alone. */
export const CLIENT_SCALARS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(SCALARS).flatMap(([name, { type, inClients }]) => (type === null ? [] : [[name, inClients]])),
  ),
  Upload: 'Blob',
};
