import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { DEMO_OTP, DEMO_PASSWORD } from '../../demo/sign-in/sign-in-state.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const LOGIN = `mutation ($user: String!, $password: String!) {
  login(user: $user, password: $password) {
    me { user fullName roles }
    verification { tmpId method prompt }
    passwordReset { url }
  }
}`;
const ALICE = { user: 'alice@example.com', password: DEMO_PASSWORD };
const ME = '{ me { user fullName email userType timeZone language userImage { url } roles openId { name } } }';

describe.each<FrappeMajor>([14, 15, 16, 17])('signing in on v%i', (version) => {
  let gateway: TestGateway;
  let browser: Browser;
  beforeAll(async () => {
    gateway = await startTestGateway({ version });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());
  beforeEach(() => {
    const { signIn } = gateway.site;
    signIn.otpUsers.clear();
    signIn.expiredPasswords.clear();
    signIn.maxFailures = null;
    gateway.site.requests.length = 0;
    browser = openBrowser(gateway.gateway.url);
  });

  test('with a password begins a session that the browser alone keeps', async () => {
    const answer = await browser.ask(LOGIN, ALICE);
    expect(answer.errors).toBeUndefined();
    expect(answer.data.login).toMatchObject({
      me: { user: 'alice@example.com', fullName: 'Alice', roles: expect.arrayContaining(['Shop Sales']) },
      verification: null,
      passwordReset: null,
    });
    const [cookie, ...others] = browser.setCookies;
    expect(others).toEqual([]);
    expect(cookie).toMatch(/^frappe_session_[0-9a-f]{8}=\w{56}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=864000$/);
    expect(JSON.stringify(answer)).not.toContain(browser.cookieValue());
    expect((await browser.ask('{ me { user } }')).data).toEqual({ me: { user: 'alice@example.com' } });
    expect((await browser.ask('{ shopTags(first: 1) { nodes { name } } }')).data.shopTags.nodes).toHaveLength(1);
  });

  test('returns the rest of the profile', async () => {
    await browser.ask(LOGIN, ALICE);
    expect((await browser.ask(ME)).data.me).toEqual({
      user: 'alice@example.com',
      fullName: 'Alice',
      email: 'alice@example.com',
      userType: 'System User',
      timeZone: 'Asia/Kolkata',
      language: null,
      userImage: null,
      roles: ['All', 'Desk User', 'Guest', 'Shop Sales'],
      openId: null,
    });
  });

  test('with a wrong password is UNAUTHENTICATED, in the words of the site, and sets no cookie', async () => {
    for (const variables of [
      { ...ALICE, password: 'wrong' },
      { ...ALICE, user: 'nobody@example.com' },
    ]) {
      const answer = await browser.ask(LOGIN, variables);
      expect(answer.status).toBe(401);
      expect(answer.errors?.[0]).toMatchObject({
        message: 'Invalid login credentials',
        extensions: { code: 'UNAUTHENTICATED' },
      });
      expect(browser.setCookies).toEqual([]);
    }
  });

  test('too often with a wrong one has to wait', async () => {
    gateway.site.signIn.maxFailures = 2;
    for (let failure = 0; failure < 3; failure += 1) await browser.ask(LOGIN, { ...ALICE, password: 'wrong' });
    const answer = await browser.ask(LOGIN, ALICE);
    expect(answer.errors?.[0]).toMatchObject({
      message: 'Your account has been locked and will resume after 60 seconds',
      extensions: { code: 'UNAUTHENTICATED', retryAfter: 60 },
    });
  });

  test.each([
    [
      'login',
      (index: number) => `a${index}: login(user: "alice@example.com", password: "wrong${index}") { me { user } }`,
    ],
    ['verifyLogin', (index: number) => `a${index}: verifyLogin(tmpId: "x", otp: "${index}") { me { user } }`],
  ])('is tried once in an operation, however many %s it has', async (_name, guess) => {
    const guesses = Array.from({ length: 20 }, (_, index) => guess(index));
    const answer = await browser.ask(
      `mutation { ${guesses.join(' ')} ...More } fragment More on Mutation { ${guess(20)} }`,
    );
    expect(answer.errors).toHaveLength(21);
    expect(answer.errors?.slice(1).map(({ message, extensions }) => `${message} ${extensions.code}`)).toEqual(
      Array(20).fill('An operation can have one `login` or `verifyLogin`. BAD_USER_INPUT'),
    );
    expect(gateway.site.requests).toHaveLength(1);
  });

  test('and checking a code count together, in whichever order and form', async () => {
    const verify = 'verifyLogin(tmpId: "x", otp: "1") { me { user } }';
    const signIn = `login(user: "alice@example.com", password: "${DEMO_PASSWORD}") { me { user } }`;
    const answer = await browser.ask(`mutation { ${verify} ... on Mutation { ${signIn} } }`);
    expect(answer.data).toEqual({ verifyLogin: null, login: null });
    expect(browser.setCookies).toEqual([]);
    expect(gateway.site.requests).toHaveLength(1);
    expect((await browser.ask(LOGIN, ALICE)).data.login.me.user).toBe('alice@example.com');
  });

  test('with a second factor asks for its code, and takes the right one alone', async () => {
    gateway.site.signIn.otpUsers.add('alice@example.com');
    const asked = await browser.ask(LOGIN, ALICE);
    expect(asked.data.login.me).toBeNull();
    expect(asked.data.login.verification).toEqual({
      tmpId: expect.stringMatching(/^\w{8}$/),
      method: 'Email',
      prompt: 'Verification code has been sent to your registered email address.',
    });
    expect(browser.setCookies).toEqual([]);
    const { tmpId } = asked.data.login.verification;
    const verify = (otp: string, id = tmpId) =>
      browser.ask(
        'mutation ($tmpId: String!, $otp: String!) { verifyLogin(tmpId: $tmpId, otp: $otp) { me { user } } }',
        { tmpId: id, otp },
      );
    expect((await verify('000000')).errors?.[0]).toMatchObject({
      message: 'Incorrect Verification code',
      extensions: { code: 'UNAUTHENTICATED' },
    });
    expect((await verify(DEMO_OTP, 'gone')).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect((await verify(DEMO_OTP)).data.verifyLogin.me).toEqual({ user: 'alice@example.com' });
    expect((await browser.ask('{ me { user } }')).data.me).toEqual({ user: 'alice@example.com' });
  });

  test('with an expired password leads to a new one', async () => {
    gateway.site.signIn.expiredPasswords.add('alice@example.com');
    const answer = await browser.ask(LOGIN, ALICE);
    expect(answer.data.login).toMatchObject({ me: null, verification: null });
    expect(answer.data.login.passwordReset.url).toContain('/update-password?key=');
    expect(browser.setCookies).toEqual([]);
  });

  test('and out ends the session here and on the site', async () => {
    await browser.ask(LOGIN, ALICE);
    const stolen = browser.copy();
    expect((await browser.ask('mutation { logout }')).data).toEqual({ logout: true });
    expect(browser.cookieValue()).toBe('');
    expect((await browser.ask('{ me { user } }')).data).toEqual({ me: null });
    const answer = await stolen.ask('{ me { user } }');
    expect(answer.status).toBe(401);
    expect(answer.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect((await browser.ask('mutation { logout }')).data).toEqual({ logout: false });
  });

  test('as somebody else ends the former session, so that no answer to it can bring it back', async () => {
    await browser.ask(LOGIN, ALICE);
    const former = browser.copy();
    const answer = await browser.ask(LOGIN, { ...ALICE, user: 'carol@example.com' });
    expect(answer.data.login.me.user).toBe('carol@example.com');
    expect(browser.setCookies).toHaveLength(1);
    expect((await former.ask('{ me { user } }')).status).toBe(401);
    expect((await browser.ask('{ me { user } }')).data).toEqual({ me: { user: 'carol@example.com' } });
  });

  test('counts failures by the address of the caller', async () => {
    await browser.ask(LOGIN, ALICE);
    const login = gateway.site.requests.find(({ path }) => path === '/api/method/login');
    expect(login?.headers['x-forwarded-for']).toBe('127.0.0.1');
    expect(login?.headers.cookie).toBeUndefined();
    expect(login?.headers.authorization).toBeUndefined();
  });

  test('is refused for what is missing, before any call', async () => {
    for (const [variables, field] of [
      [{ ...ALICE, user: '' }, 'user'],
      [{ ...ALICE, password: '' }, 'password'],
    ] as const) {
      const answer = await browser.ask(LOGIN, variables);
      expect(answer.errors?.[0]).toMatchObject({
        message: `${field} must not be empty.`,
        extensions: { code: 'BAD_USER_INPUT', field },
      });
    }
    expect(gateway.site.requests).toEqual([]);
  });
});

describe('the cookie of the gateway', () => {
  test('is of https alone where the gateway is, and then of this host alone', async () => {
    await using gateway = await startTestGateway({}, { PUBLIC_URL: 'https://api.example.com' });
    const browser = openBrowser(gateway.gateway.url, 'https://api.example.com');
    await browser.ask(LOGIN, ALICE);
    expect(browser.setCookies[0]).toMatch(/^__Host-frappe_session_\w+=\w+; .*; Secure$/);
    expect((await browser.ask('{ me { user } }')).data.me.user).toBe('alice@example.com');
    // One without the prefix may come from another host: it counts for nothing.
    const tossed = await gateway.query('{ me { user } }', {
      as: 'guest',
      headers: { cookie: browser.cookieHeader().replace('__Host-', ''), 'sec-fetch-site': 'same-origin' },
    });
    expect(tossed.data).toEqual({ me: null });
  });

  test('is for the path of PUBLIC_URL alone', async () => {
    const PUBLIC_URL = 'https://api.example.com/tools/gateway/';
    await using gateway = await startTestGateway({}, { PUBLIC_URL });
    const browser = openBrowser(gateway.gateway.url, 'https://api.example.com');
    await browser.ask(LOGIN, ALICE);
    expect(browser.setCookies[0]).toMatch(
      /^__Secure-frappe_session_\w+=\w+; Path=\/tools\/gateway; HttpOnly; SameSite=Lax; .*; Secure$/,
    );
    expect((await browser.ask('{ me { user } }')).data.me.user).toBe('alice@example.com');
    await browser.ask('mutation { logout }');
    expect(browser.setCookies[0]).toMatch(/^__Secure-frappe_session_\w+=; Path=\/tools\/gateway; .*Max-Age=0/);
    expect((await browser.ask('{ me { user } }')).data).toEqual({ me: null });
  });

  test('knows https from a trusted proxy, and from nobody else', async () => {
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'api.example.com' };
    for (const [proxies, isSecure] of [
      ['127.0.0.1', true],
      ['10.0.0.1', false],
    ] as const) {
      await using gateway = await startTestGateway({}, { TRUSTED_PROXIES: proxies });
      const answer = await fetch(`${gateway.gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query: LOGIN, variables: ALICE }),
      });
      expect(answer.headers.getSetCookie()[0]?.endsWith('; Secure')).toBe(isSecure);
    }
  });

  test('is renewed as the site renews its own', async () => {
    await using gateway = await startTestGateway();
    const browser = openBrowser(gateway.gateway.url);
    await browser.ask(LOGIN, ALICE);
    gateway.site.signIn.sessionSeconds = 3600;
    await browser.ask('{ shopTags(first: 1) { nodes { name } } }');
    expect(browser.setCookies[0]).toContain('; Max-Age=3600');
  });

  test('is set for no page of another origin', async () => {
    await using gateway = await startTestGateway();
    for (const origin of ['https://evil.example', 'null']) {
      const browser = openBrowser(gateway.gateway.url, origin);
      const answer = await browser.ask(LOGIN, ALICE);
      expect(answer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
      expect(browser.setCookies).toEqual([]);
    }
    expect(gateway.site.requests).toEqual([]);
  });

  test('loses to an Authorization header, and stays', async () => {
    await using gateway = await startTestGateway();
    const browser = openBrowser(gateway.gateway.url);
    await browser.ask(LOGIN, ALICE);
    const headers = { authorization: gateway.site.authorization('carol') };
    expect((await browser.ask('{ me { user } }', {}, headers)).data.me.user).toBe('carol@example.com');
    expect((await browser.ask('mutation { logout }', {}, headers)).data).toEqual({ logout: false });
    expect((await browser.ask('{ me { user } }')).data.me.user).toBe('alice@example.com');
  });
});

describe('an answer', () => {
  test('is for who asked alone: no cache may keep it', async () => {
    await using gateway = await startTestGateway();
    const answer = await fetch(`${gateway.gateway.url}/graphql?query={me{user}}`, {
      headers: { accept: 'application/json' },
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});

describe('the own profile', () => {
  test.each<FrappeMajor>([15, 17])(
    'is asked of the site each time on v%i: a key that was taken back is noticed at once',
    async (version) => {
      await using gateway = await startTestGateway({ version }, { IDENTITY_CACHE_SECONDS: '60' });
      expect((await gateway.query('{ me { user roles } }', { as: 'alice' })).data.me.user).toBe('alice@example.com');
      gateway.site.database.run("UPDATE `tabUser` SET api_secret = 'other' WHERE name = 'alice@example.com'");
      const answer = await gateway.query('{ me { user roles } }', { as: 'alice' });
      expect(answer.status).toBe(401);
      expect(answer.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    },
  );

  test('is nobody for a guest, without a call', async () => {
    await using gateway = await startTestGateway();
    expect((await gateway.query(ME, { as: 'guest' })).data).toEqual({ me: null });
    expect(gateway.site.requests).toEqual([]);
  });

  test('takes one call for the name, and one more for the profile, read by the service account of the own User only', async () => {
    await using gateway = await startTestGateway({ version: 15 });
    await gateway.query('{ me { user fullName language timeZone } again: me { email } }', { as: 'alice' });
    const { alice, service } = {
      alice: gateway.site.authorization('alice'),
      service: gateway.site.authorization('gateway'),
    };
    expect(gateway.site.requests.map(({ headers, path }) => [headers.authorization, path.split('?')[0]])).toEqual([
      [alice, '/api/method/frappe.auth.get_logged_user'],
      [alice, '/api/method/frappe.auth.get_logged_user'],
      [service, '/api/resource/User'],
    ]);
    expect(gateway.site.requests[2]?.path).toContain(encodeURIComponent('["name","=","alice@example.com"]'));
  });

  test('has the OpenID profile for a bearer token', async () => {
    await using gateway = await startTestGateway({ version: 15 });
    const answer = await gateway.query('{ me { user openId { name givenName email roles issuer } } }', {
      as: 'guest',
      headers: { authorization: 'Bearer alice-bearer-token-0000000001' },
    });
    expect(answer.data.me).toEqual({
      user: 'alice@example.com',
      openId: {
        name: 'Alice',
        givenName: 'Alice',
        email: 'alice@example.com',
        roles: ['Shop Sales', 'All', 'Guest', 'Desk User'],
        issuer: gateway.site.url,
      },
    });
  });
});
