import { ConfigError } from '../errors.ts';
import { serve } from '../serve.ts';
import type { Command } from './command.ts';

/** Starts the gateway. */
export const START: Command = {
  name: 'start',
  summary: 'start the gateway',
  run: (env) => serve(env).catch(suggestInit),
};

/** Without a site, somebody has just begun. */
function suggestInit(error: unknown): never {
  const isBeginning =
    error instanceof ConfigError && /^FRAPPE_(URL|API_KEY|API_SECRET) is not set\.$/.test(error.message);
  if (!isBeginning) throw error;
  throw new ConfigError(`${error.message} "frappe-graphql init" asks for it; "frappe-graphql demo" needs no site.`);
}
