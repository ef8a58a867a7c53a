import { randomBytes } from 'node:crypto';
import type { SignInSession } from '../sign-in/sign-in-state.ts';
import type { Site } from '../site-context.ts';
import { htmlResponse, type SiteResponse } from './envelope.ts';

/** Answers paths outside the API: the pages that a browser would show. */
export function pageRoute({ dialect }: Site, session: SignInSession | null, path: string): SiteResponse {
  if (path === dialect.deskPath) return deskPage(session);
  if (path === '/login') return page(LOGIN_FORM);
  if (path === '/message') return page(`<p>Message</p>${tokenScript(session)}`);
  return htmlResponse(404, 'Not Found');
}

/** Signs in and goes where the address says, as Frappe's own page does. */
const LOGIN_FORM = `<form><input name="usr"><input name="pwd" type="password"><button>Login</button></form>
<script>
document.forms[0].onsubmit = async (event) => {
  event.preventDefault();
  const body = JSON.stringify(Object.fromEntries(new FormData(event.target)));
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const answer = await fetch('/api/method/login', { method: 'POST', headers, body });
  if (answer.ok) location.href = new URLSearchParams(location.search).get('redirect-to') ?? '/';
};
</script>`;

/** The desk makes the token of its session. */
function deskPage(session: SignInSession | null): SiteResponse {
  if (session === null) return { ...htmlResponse(302, 'Redirecting'), headers: { location: '/login' } };
  session.csrfToken ??= randomBytes(28).toString('hex');
  return page(tokenScript(session));
}

function tokenScript(session: SignInSession | null): string {
  return `<script>frappe.csrf_token = "${session?.csrfToken ?? 'None'}";</script>`;
}

function page(body: string): SiteResponse {
  return { status: 200, contentType: 'text/html; charset=utf-8', body: `<!doctype html>\n${body}\n` };
}
