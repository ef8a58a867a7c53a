import type { Dialect } from '../dialects.ts';
import type { SignInSession } from '../sign-in/sign-in-state.ts';
import type { Site } from '../site-context.ts';

const TAIL = 'Path=/; SameSite=Lax';
const YESTERDAY = 86_400_000;

/** The cookies that Frappe sets on every answer to a token or to nobody. */
export function guestCookies(dialect: Dialect): string[] {
  return cookiesOf(dialect, { sid: 'Guest', maxAge: 864_000, system: 'no', fullName: 'Guest', user: 'Guest' });
}

/** The cookies on every answer to a session. */
export function sessionCookies({ dialect, database, signIn }: Site, { sid, user }: SignInSession): string[] {
  const row = database.get('SELECT first_name, user_type FROM `tabUser` WHERE name = ?', [user]);
  const system = row?.user_type === 'System User' ? 'yes' : 'no';
  const maxAge = signIn.rules.sessionSeconds;
  return cookiesOf(dialect, { sid, maxAge, system, fullName: String(row?.first_name), user });
}

/** The cookies that make a browser forget a session. */
export function deletedCookies(dialect: Dialect): string[] {
  const expires = new Date(Date.now() - YESTERDAY).toUTCString();
  const language = dialect.deletesLanguageCookie ? ['user_lang'] : [];
  const names = ['user_id', 'user_image', ...language, 'system_user', 'sid', 'full_name'];
  return names.map((name) => `${name}=; Expires=${expires}; Path=/`);
}

function cookiesOf(
  dialect: Dialect,
  { sid, maxAge, system, fullName, user }: Record<'sid' | 'system' | 'fullName' | 'user', string> & { maxAge: number },
): string[] {
  const expires = new Date(Date.now() + maxAge * 1000).toUTCString();
  return [
    `sid=${sid}; Expires=${expires}; Max-Age=${maxAge}; HttpOnly; ${TAIL}`,
    `system_user=${system}; ${TAIL}`,
    `full_name=${encodeURIComponent(fullName)}; ${TAIL}`,
    `user_id=${encodeURIComponent(user)}; ${TAIL}`,
    ...(dialect.setsUserImageCookie ? [`user_image=; ${TAIL}`] : []),
    ...(dialect.setsUserLanguageCookie ? [`user_lang=en; ${TAIL}`] : []),
  ];
}
