import { expect } from 'vitest';
import { openBrowser } from '../../../support/browser.ts';
import type { ContractCase } from '../../contract-case.ts';
import type { ContractSite } from '../../contract-site.ts';
import { recorded } from './recorded-case.ts';

const WHO = '{ me { user } }';
const ALICE = { me: { user: 'alice@example.com' } };
const BEARER = 'Bearer alice-bearer-token-0000000001';
const LOGIN = `mutation ($user: String!, $password: String!) {
  login(user: $user, password: $password) { me { user fullName } verification { tmpId } passwordReset { url } }
}`;

/** A credential that the site takes. */
const takes = (id: string, authorizationOf: (site: ContractSite) => string) =>
  recorded(id, 'it is alice who asks', async (site) => {
    const { data, errors } = await site.ask(WHO, {
      as: 'guest',
      headers: { authorization: authorizationOf(site) },
    });
    expect(errors).toBeUndefined();
    expect(data).toEqual(ALICE);
  });

/** A credential that the site refuses, wherever it is used. */
const turnsAway = (id: string, authorizationOf: (site: ContractSite) => string) =>
  recorded(id, 'it is UNAUTHENTICATED, and nobody is told anything', async (site) => {
    for (const query of [
      WHO,
      '{ shopTags(first: 1) { nodes { name } } }',
      '{ shopOrder(name: "SO-2026-00001") { name } }',
    ]) {
      const answer = await site.ask(query, { as: 'guest', headers: { authorization: authorizationOf(site) } });
      expect(answer.status).toBe(401);
      expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED']);
      for (const value of Object.values(answer.data ?? {})) expect(value).toBeNull();
    }
  });

/** What happens to somebody who gives a password. */
const withPassword = (id: string, holds: string, run: (site: ContractSite, password: string) => Promise<void>) => ({
  ...recorded(id, holds, (site) => run(site, String(site.password))),
  needsPassword: true,
});

const pairOf = (site: ContractSite) => site.authorization('alice').replace(/^token /, '');

/** The recorded exchanges `auth.*`. */
export const RECORDED_SIGN_IN_CASES: readonly ContractCase[] = [
  takes('auth.whoami-token', (site) => `token ${pairOf(site)}`),
  takes('auth.basic', (site) => `Basic ${Buffer.from(pairOf(site)).toString('base64')}`),
  takes('auth.bearer', () => BEARER),
  turnsAway('auth.bearer-expired', () => 'Bearer alice-expired-token-000000001'),
  turnsAway('auth.bearer-unknown', () => 'Bearer nope'),
  turnsAway('auth.token-wrong-secret', (site) => `token ${pairOf(site).split(':')[0]}:wrong`),
  turnsAway('auth.token-unknown-key', () => 'token nokey:wrong'),
  turnsAway('auth.token-malformed', () => 'token abc'),
  turnsAway('auth.scheme-unknown', () => 'Digest abc'),
  recorded('auth.guest', 'nobody asks, and is told to sign in where that is needed', async (site) => {
    expect((await site.ask(WHO, { as: 'guest' })).data).toEqual({ me: null });
    const answer = await site.ask('{ shopTags(first: 1) { nodes { name } } }', { as: 'guest' });
    expect([answer.status, answer.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  }),
  withPassword('auth.login', 'it begins a session', async (site, password) => {
    const browser = openBrowser(site.url);
    const { data, errors } = await browser.ask(LOGIN, { user: 'alice@example.com', password });
    expect(errors).toBeUndefined();
    const me = { user: 'alice@example.com', fullName: 'Alice' };
    expect(data.login).toEqual({ me, verification: null, passwordReset: null });
    expect(browser.setCookies).toHaveLength(1);
  }),
  ...(['auth.login-wrong', 'auth.login-unknown-user'] as const).map((id) =>
    recorded(id, 'it is UNAUTHENTICATED in the words of the site', async (site) => {
      const browser = openBrowser(site.url);
      const user = id === 'auth.login-wrong' ? 'alice@example.com' : 'nobody@example.com';
      const answer = await browser.ask(LOGIN, { user, password: 'wrong' });
      expect(answer.status).toBe(401);
      expect(answer.errors?.[0]).toMatchObject({
        message: 'Invalid login credentials',
        extensions: { code: 'UNAUTHENTICATED' },
      });
      expect(browser.setCookies).toEqual([]);
    }),
  ),
  withPassword('auth.cookie-get', 'the session asks as its user', async (site, password) => {
    const browser = openBrowser(site.url);
    await browser.ask(LOGIN, { user: 'alice@example.com', password });
    expect((await browser.ask(WHO)).data).toEqual(ALICE);
  }),
  ...(['auth.cookie-post-no-csrf', 'auth.cookie-post-bad-csrf', 'auth.csrf-source'] as const).map((id) =>
    withPassword(
      id,
      'tokens are the affair of the gateway, and what a page says of them is not passed on',
      async (site, password) => {
        const browser = openBrowser(site.url);
        await browser.ask(LOGIN, { user: 'alice@example.com', password });
        const names = Array.from({ length: 400 }, (_, index) => `"tag-${index}"`).join();
        const long = `{ shopTags(filter: { name: { in: [${names}] } }) { nodes { name } } }`;
        const answer = await browser.ask(long, {}, { 'x-frappe-csrf-token': 'bad' });
        expect(answer.errors).toBeUndefined();
        const sent = site.demo?.requests.filter(({ headers }) => headers['x-frappe-csrf-token'] === 'bad') ?? [];
        expect(sent).toEqual([]);
      },
    ),
  ),
  ...(['auth.logout', 'auth.cookie-after-logout'] as const).map((id) =>
    withPassword(id, 'the session is over on the site too', async (site, password) => {
      const browser = openBrowser(site.url);
      await browser.ask(LOGIN, { user: 'alice@example.com', password });
      const copy = browser.copy();
      expect((await browser.ask('mutation { logout }')).data).toEqual({ logout: true });
      expect((await browser.ask(WHO)).data).toEqual({ me: null });
      const answer = await copy.ask(WHO);
      expect([answer.status, answer.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    }),
  ),
  recorded('auth.openid-profile', 'it stands behind me', async (site) => {
    const { data } = await site.ask('{ me { openId { name givenName email roles } } }', {
      as: 'guest',
      headers: { authorization: BEARER },
    });
    expect(data.me.openId).toMatchObject({ name: 'Alice', givenName: 'Alice', email: 'alice@example.com' });
    expect(data.me.openId.roles).toEqual(expect.arrayContaining(['Shop Sales', 'All']));
  }),
  recorded('auth.introspect', 'what it says of a token does not count: the site is asked who it is', async (site) => {
    await site.ask(WHO, { as: 'guest', headers: { authorization: BEARER } });
    const asked = site.demo?.requests.filter(({ path }) => path.includes('introspect')) ?? [];
    expect(asked).toEqual([]);
  }),
];

/** Cases about the user that no recording holds. */
export const ME_CASES: readonly ContractCase[] = [
  {
    name: 'me has the language that the site keeps for the user',
    run: async (site) => {
      // A site whose setup wizard was run gives new users a language.
      const { body } = await site.rest('/api/resource/User/alice%40example.com', 'gateway');
      const { language = null } = body.data as { language?: string };
      expect((await site.ask('{ me { language } }', { as: 'alice' })).data).toEqual({ me: { language } });
    },
  },
];
