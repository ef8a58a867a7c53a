/** A user of the demo site, with a fixed API key: for demonstration only. */
export interface DemoUser {
  name: string;
  fullName: string;
  roles: readonly string[];
  apiKey: string;
  apiSecret: string;
}

function demoUser(word: string, fullName: string, roles: readonly string[]): DemoUser {
  const email = `${word}@example.com`;
  return { name: email, fullName, roles, apiKey: `${word}key0000001`, apiSecret: `${word}secret0000001` };
}

/** The users by the word that tests and docs call them. */
export const DEMO_USERS = {
  gateway: demoUser('gateway', 'Gateway', ['System Manager', 'Shop Manager']),
  alice: demoUser('alice', 'Alice', ['Shop Sales']),
  bob: demoUser('bob', 'Bob', ['Shop Clerk']),
  carol: demoUser('carol', 'Carol', ['Shop Manager']),
  administrator: { ...demoUser('administrator', 'Administrator', ['Administrator']), name: 'Administrator' },
} as const;

/** The word for a user. */
export type DemoUserName = keyof typeof DEMO_USERS;

/** OAuth bearer tokens that work, with their users. */
export const DEMO_BEARER_TOKENS: Readonly<Record<string, string>> = {
  'alice-bearer-token-0000000001': 'alice@example.com',
};

/** The value of the Authorization header of a user. */
export function authorizationOf(user: DemoUserName): string {
  const { apiKey, apiSecret } = DEMO_USERS[user];
  return `token ${apiKey}:${apiSecret}`;
}
