import { SIGN_IN_SCRIPT, SIGN_IN_STYLE, signInCorner } from './sign-in-corner.ts';

/** The name of GraphiQL's own script, style or worker, and where the gateway serves it, relative to the page. */
export type FileAddresses = Readonly<Record<'script' | 'style' | 'favicon', string>>;

/** The addresses of the scripts that the editor runs in workers, relative to the page. */
export type WorkerAddresses = Readonly<Record<'editorWorkerService' | 'json' | 'graphql', string>>;

/**
 * Allows the page to load and run its own files. The editor makes style elements while it runs, so styles may stand in
 * the page. Nobody may show the page in a frame.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const STARTING_QUERY = `# Every DocType of the site is here.
# Sign in at the lower right, or give a header:
# { "Authorization": "token <key>:<secret>" }
{
  site { frappeVersion timeZone }
}
`;

/** The page of GraphiQL, with a corner to sign in and out. Addresses are relative, so that a path of PUBLIC_URL holds. */
export function writePage({ script, style, favicon }: FileAddresses, hasOAuth: boolean): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Frappe GraphQL</title>
    <link rel="icon" href="${favicon}" />
    <link rel="stylesheet" href="${style}" />
    <script src="${script}" defer></script>
  </head>
  <body id="body" class="no-focus-outline">
    <noscript>GraphiQL needs JavaScript.</noscript>
    <div id="root"></div>
${signInCorner(hasOAuth)}
  </body>
</html>
`;
}

/** @param library GraphiQL's own style. */
export function writeStyle(library: string): string {
  return library + SIGN_IN_STYLE;
}

/** @param library GraphiQL's own script. */
export function writeScript(library: string, workers: WorkerAddresses): string {
  const options = { title: 'Frappe GraphQL', defaultQuery: STARTING_QUERY, shouldPersistHeaders: false };
  return `${FORGET_HEADERS}
self.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_module, label) => new URL(${JSON.stringify(workers)}[label], location.href).href,
};
${library};
YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), ${JSON.stringify(options)});
${SIGN_IN_SCRIPT}`;
}

/** Deletes the headers, API keys among them, that an earlier version of the page has stored in the browser. */
const FORGET_HEADERS = `
try {
  localStorage.removeItem('graphiql:headers');
  localStorage.removeItem('graphiql:shouldPersistHeaders');
  const tabs = localStorage.getItem('graphiql:tabState');
  const withoutHeaders = (key, value) => (key === 'headers' ? null : value);
  if (tabs !== null) localStorage.setItem('graphiql:tabState', JSON.stringify(JSON.parse(tabs, withoutHeaders)));
} catch {
  // Nothing is stored, or not by GraphiQL.
}
`;
