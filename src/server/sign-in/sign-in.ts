import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import type { SignInDoor } from '../../operations/sign-in/sign-in-door.ts';
import type { IncomingRequest } from '../incoming-request.ts';
import { createCallerReader, type ReadCaller } from '../request-context.ts';
import type { ServedSite } from '../served-site.ts';
import { type AuthDoor, createAuthDoor } from './auth-door.ts';
import { createSessionDoor } from './session-door.ts';
import { toSignInSettings } from './sign-in-settings.ts';

/** How callers of one site are told apart, at every door to it. */
export interface SignIn {
  readCaller: ReadCaller;
  /** For doors that can set cookies. */
  openDoor(request: IncomingRequest, caller: CallerContext): SignInDoor;
  /** The paths under `/auth/`. */
  authDoor: AuthDoor;
}

/** Makes it from the configuration of the site. */
export function createSignIn({ client }: ServedSite, config: Config, logger: Logger): SignIn {
  const settings = toSignInSettings(config, client);
  return {
    readCaller: createCallerReader(settings),
    openDoor: (request, caller) => createSessionDoor(request, settings, caller),
    authDoor: createAuthDoor(client, settings, logger),
  };
}
