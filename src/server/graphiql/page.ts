import type { DemoUser } from '../../config.ts';
import { GRAPHIQL_PATH } from './graphiql-path.ts';
import type { PageManifest } from './page-files.ts';

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

/** The settings of the gateway that the page depends on. */
export interface PageSettings {
  /** Whether users can sign in on the site. */
  readonly hasOAuth: boolean;
  /** Whether some users may see the calls of their operations. */
  readonly hasDebugUsers: boolean;
  /** The users of a demo, whom anybody may be. */
  readonly demoUsers: readonly DemoUser[];
}

/** The page of GraphiQL. Addresses are relative, so that a path of PUBLIC_URL holds. */
export function writePage({ script, preload, style, icon, workers }: PageManifest, settings: PageSettings): string {
  const address = (name: string) => `${GRAPHIQL_PATH.slice(1)}${name}`;
  const preloads = preload.map((name) => `\n    <link rel="modulepreload" href="${address(name)}" />`).join('');
  const addresses = Object.fromEntries(Object.entries(workers).map(([label, name]) => [label, address(name)]));
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content" />
    <meta name="color-scheme" content="light dark" />
    <title>Frappe GraphQL</title>
    <link rel="icon" type="image/svg+xml" href="${address(icon)}" />
    <link rel="stylesheet" href="${address(style)}" />${preloads}
    <script type="module" src="${address(script)}"></script>
  </head>
  <body>
    <noscript>GraphiQL needs JavaScript.</noscript>
    <div id="root" data-settings="${escapeText(JSON.stringify({ ...settings, icon: address(icon), workers: addresses }))}"></div>
  </body>
</html>
`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
