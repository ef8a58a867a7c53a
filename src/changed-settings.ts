import { SETTINGS } from './settings.ts';

const SECRET = /(?:SECRETS?|_KEY|_TOKEN|_PASSWORD)$/;

/** The settings of an environment that differ from their defaults, for the log: without secrets. */
export function changedSettings(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const changed = Object.entries(SETTINGS).flatMap(([name, type]) => {
    const text = env[name]?.trim() ?? '';
    const isDefault = text === '' || type.safeParse(text).data === type.safeParse(undefined).data;
    return isDefault ? [] : [[name, SECRET.test(name) ? '(secret)' : withoutCredentials(text)]];
  });
  return Object.fromEntries(changed);
}

/** Addresses of a Redis or a proxy may hold a user and a password. */
function withoutCredentials(text: string): string {
  if (!text.includes('@') || !URL.canParse(text)) return text;
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url.href;
}
