import { badUserInput, GatewayError } from '../../errors.ts';
import { CallerToken } from '../../frappe/caller-token.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import type { BrowserSession } from '../../query/execution/scope/browser-session.ts';
import { clientAddress } from './client-address.ts';
import { readCookie } from './cookies.ts';
import type { IncomingRequest } from './incoming-request.ts';
import { type OriginSettings, pageOrigin } from './origin-of.ts';
import type { SignInSettings } from './sign-in-settings.ts';

/** Reads who is asking: the only place where a credential enters. */
export type ReadCaller = (request: IncomingRequest) => Promise<CallerContext>;

/** Identifies callers, and opens their browser sessions. */
export interface CallerSource {
  readCaller: ReadCaller;
  /** For transports that can set cookies. */
  openBrowserSession(request: IncomingRequest, caller: CallerContext): BrowserSession;
}

/** Visible characters, blanks and tabs of Latin-1 (RFC 9110, section 5.5). */
const HEADER_TEXT = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Characters of a header, as many as Node takes in HTTP. Those of a socket are read again for each operation. */
const LONGEST_HEADER = 16 * 1024;

/** A header that a page of another origin cannot send without asking first. */
const PROOF_HEADER = 'x-requested-with';

/**
 * Makes the reader of callers. An `Authorization` header wins over every cookie, and only one credential goes on.
 *
 * The reader throws GatewayError: `BAD_USER_INPUT` for an `Authorization` of other than two words, because Frappe would
 * silently take the caller for Guest (frappe/auth.py, `validate_auth`); `FORBIDDEN` for a cookie that a page of another
 * origin sent along.
 */
export function createCallerReader(settings: SignInSettings): ReadCaller {
  return async (request) => {
    const caller: CallerContext = {
      token: CallerToken.guest,
      language: readHeader(request, 'Accept-Language') ?? undefined,
      clientAddress: clientAddress(
        request.socket.remoteAddress,
        request.header('x-forwarded-for'),
        settings.origins.isTrusted,
      ),
      signal: request.signal,
    };
    const authorization = readHeader(request, 'Authorization');
    if (authorization !== null && authorization !== '') return { ...caller, token: readToken(authorization) };
    return readCookies(request, settings, caller);
  };
}

/**
 * A client of a socket can give any text for a header; HTTP has checked its headers.
 *
 * @throws GatewayError `BAD_USER_INPUT` for text that no header can carry to the site.
 */
function readHeader(request: IncomingRequest, name: string): string | null {
  const value = request.header(name.toLowerCase());
  if (value !== null && value.length > LONGEST_HEADER) {
    throw badUserInput(`${name}: is longer than ${LONGEST_HEADER} characters.`, name);
  }
  if (value === null || HEADER_TEXT.test(value)) return value;
  throw badUserInput(`${name}: has characters that no HTTP header can carry.`, name);
}

function readToken(authorization: string): CallerToken {
  if (!/^\S+ \S+$/.test(authorization)) {
    throw badUserInput(
      'The Authorization header must be a scheme and a credential, separated by one space.',
      'Authorization',
    );
  }
  return CallerToken.fromAuthorization(authorization);
}

/** The latest sign-in here counts, and last the site's own cookie. */
async function readCookies(
  request: IncomingRequest,
  settings: SignInSettings,
  caller: CallerContext,
): Promise<CallerContext> {
  const own = settings.session.read(request);
  if (own !== null) {
    assertOwnPage(request, settings.origins);
    const onSessionKept = (seconds: number) => settings.session.write(request, own, seconds);
    return { ...caller, token: CallerToken.fromSession(own), onSessionKept };
  }
  if (settings.oauth?.sessions.has(request)) {
    assertOwnPage(request, settings.origins);
    return { ...caller, token: await settings.oauth.sessions.read(request) };
  }
  const sid = settings.takesSiteCookie ? readCookie(request.header('cookie'), 'sid') : null;
  if (sid === null || sid === '' || sid === 'Guest') return caller;
  assertOwnPage(request, settings.origins);
  return { ...caller, token: CallerToken.fromSession(sid) };
}

/**
 * A browser sends cookies for pages of any site, so a cookie alone proves nothing.
 *
 * @throws GatewayError `FORBIDDEN`
 */
export function assertOwnPage(request: IncomingRequest, origins: OriginSettings): void {
  const page = pageOrigin(request, origins);
  if (page === 'own' || page === 'allowed') return;
  if (page === 'unknown' && request.header(PROOF_HEADER) !== null) return;
  throw new GatewayError(
    'FORBIDDEN',
    page === 'foreign'
      ? 'This page is not allowed to use the session. Its origin must be the gateway’s own or be allowed.'
      : 'A request with a session cookie needs an Origin, Sec-Fetch-Site or X-Requested-With header.',
  );
}
