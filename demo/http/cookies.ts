import type { Dialect } from '../dialects.ts';

const TAIL = 'Path=/; SameSite=Lax';

/** The cookies that Frappe sets on every answer to a token or to nobody. */
export function guestCookies(dialect: Dialect): string[] {
  const expires = new Date(Date.now() + 864_000_000).toUTCString();
  return [
    `sid=Guest; Expires=${expires}; Max-Age=864000; HttpOnly; ${TAIL}`,
    `system_user=no; ${TAIL}`,
    `full_name=Guest; ${TAIL}`,
    `user_id=Guest; ${TAIL}`,
    ...(dialect.setsUserImageCookie ? [`user_image=; ${TAIL}`] : []),
    ...(dialect.setsUserLanguageCookie ? [`user_lang=en; ${TAIL}`] : []),
  ];
}
