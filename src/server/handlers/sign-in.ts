import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import { createBrowserSession } from '../caller/browser-session.ts';
import { type CallerSource, createCallerReader } from '../caller/request-context.ts';
import { toSignInSettings } from '../caller/sign-in-settings.ts';
import type { ServedSite } from '../site/served-site.ts';
import { type AuthHandler, createAuthHandler } from './auth-handler.ts';

/** How callers of one site are identified, by every handler. */
export interface SignIn extends CallerSource {
  /** The paths under `/auth/`. */
  handleAuth: AuthHandler;
}

/** Makes it from the configuration of the site. */
export function createSignIn({ client }: ServedSite, config: Config, logger: Logger): SignIn {
  const settings = toSignInSettings(config, client);
  return {
    readCaller: createCallerReader(settings),
    openBrowserSession: (request, caller) => createBrowserSession(request, settings, caller),
    handleAuth: createAuthHandler(client, settings, logger),
  };
}
