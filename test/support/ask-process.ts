import type { DemoSite } from '../../demo/demo-site.ts';
import type { GatewayProcess } from './gateway-process.ts';

/** The answer of a gateway in a process of its own. */
export interface ProcessAnswer {
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
  readonly data: any;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

/** Sends a query as Alice. */
export async function askAsAlice({ url }: GatewayProcess, site: DemoSite, query: string): Promise<ProcessAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: site.authorization('alice') },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as ProcessAnswer;
}

/** Has the site answer calls whose path contains a text with the given content. */
export function answerCalls(site: DemoSite, part: string, content: object): void {
  const body = JSON.stringify(content);
  site.fault = ({ path }) => (path.includes(part) ? { status: 200, body } : undefined);
}
