/** The corner of the page to sign in by password or OAuth. API keys and bearer tokens go into the editor of headers. */
export function signInCorner(hasOAuth: boolean): string {
  const link = hasOAuth ? '<a id="sign-in-oauth" href="auth/login">Sign in on the site</a>' : '';
  return `<details id="sign-in">
  <summary>Sign in</summary>
  <form id="sign-in-form">
    <input name="user" placeholder="User" autocomplete="username" required />
    <input name="password" type="password" placeholder="Password" autocomplete="current-password" required />
    <button>Sign in</button>
    ${link}
  </form>
  <form id="sign-in-code" hidden>
    <input name="otp" placeholder="Code" autocomplete="one-time-code" required />
    <button>Verify</button>
  </form>
  <button id="sign-out" hidden>Sign out</button>
  <p id="sign-in-message" role="status"></p>
</details>`;
}

/** Its style. */
export const SIGN_IN_STYLE = `
  #sign-in { position: fixed; right: 12px; bottom: 12px; z-index: 20; padding: 8px 12px; border-radius: 8px;
    background: #fff; color: #222; font: 14px sans-serif; box-shadow: 0 1px 6px rgb(0 0 0 / 30%); }
  #sign-in form:not([hidden]) { display: grid; gap: 6px; margin-top: 8px; }
  #sign-in p { margin: 6px 0 0; max-width: 240px; }
`;

/** Its script, to run once the corner is in the page. */
export const SIGN_IN_SCRIPT = `
(() => {
  const part = (id) => document.getElementById(id);
  const ask = async (query, variables) => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ query, variables });
    const answer = await fetch(location.pathname, { method: 'POST', headers, body });
    return answer.json();
  };
  const RESULT = '{ me { user } verification { tmpId prompt } passwordReset { url } }';
  let tmpId = null;
  const show = (user, message = '') => {
    part('sign-in').firstElementChild.textContent = user === null ? 'Sign in' : user;
    part('sign-in-form').hidden = user !== null || tmpId !== null;
    part('sign-in-code').hidden = user !== null || tmpId === null;
    part('sign-out').hidden = user === null;
    if (user !== null) part('sign-in').open = false;
    part('sign-in-message').textContent = message;
  };
  const take = ({ data, errors }, field) => {
    const result = data?.[field];
    if (!result) return show(null, errors?.[0]?.message ?? 'The gateway gave no answer.');
    if (result.passwordReset) return location.assign(result.passwordReset.url);
    tmpId = result.verification?.tmpId ?? null;
    show(result.me?.user ?? null, result.verification?.prompt ?? '');
  };
  const values = (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(event.target));
    event.target.reset();
    return given;
  };
  part('sign-in-form').onsubmit = async (event) => {
    const query = 'mutation ($user: String!, $password: String!) { login(user: $user, password: $password) ' + RESULT + ' }';
    take(await ask(query, values(event)), 'login');
  };
  part('sign-in-code').onsubmit = async (event) => {
    const query = 'mutation ($tmpId: String!, $otp: String!) { verifyLogin(tmpId: $tmpId, otp: $otp) ' + RESULT + ' }';
    take(await ask(query, { tmpId, ...values(event) }), 'verifyLogin');
  };
  part('sign-out').onclick = async () => {
    await ask('mutation { logout }');
    show(null);
  };
  // Relative, so that a path of PUBLIC_URL holds.
  const link = part('sign-in-oauth');
  if (link) link.href = 'auth/login?return_to=' + encodeURIComponent(location.pathname);
  ask('{ me { user } }').then(({ data }) => show(data?.me?.user ?? null));
})();
`;
