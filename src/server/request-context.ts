import { badUserInput } from '../errors.ts';
import { CallerToken } from '../frappe/caller-token.ts';
import type { CallerContext } from '../frappe/frappe-request.ts';

/** What a door (HTTP, WebSocket) knows of a request. */
export interface IncomingRequest {
  authorization: string | null;
  language: string | null;
  clientAddress: string | undefined;
  signal: AbortSignal | undefined;
}

/**
 * Reads who is asking: the only place where a credential enters.
 *
 * @throws GatewayError `BAD_USER_INPUT` for a header that is not two words, because Frappe would silently take the
 * caller for Guest (frappe/auth.py, `validate_auth`).
 */
export function readCaller(request: IncomingRequest): CallerContext {
  return {
    token: readToken(request.authorization),
    language: request.language ?? undefined,
    clientAddress: request.clientAddress,
    signal: request.signal,
  };
}

function readToken(authorization: string | null): CallerToken {
  if (authorization === null || authorization === '') return CallerToken.guest;
  if (!/^\S+ \S+$/.test(authorization)) {
    throw badUserInput(
      'The Authorization header must be a scheme and a credential, parted by one space.',
      'Authorization',
    );
  }
  return CallerToken.fromAuthorization(authorization);
}
