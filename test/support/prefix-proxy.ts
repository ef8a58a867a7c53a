import { once } from 'node:events';
import { createServer, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A reverse proxy before a gateway. */
export interface PrefixProxy extends AsyncDisposable {
  /** With the path under which it serves the gateway, without a slash at the end. */
  readonly url: string;
  /** The address of the gateway, as soon as there is one. */
  target: string;
}

/** Serves a gateway under a path, which it takes off, as `location /gateway/ { proxy_pass http://gateway/; }` of nginx. */
export async function startPrefixProxy(path: string): Promise<PrefixProxy> {
  const proxy = { url: '', target: '' };
  const server = createServer((request, response) => {
    const { method, headers, url = '' } = request;
    if (!url.startsWith(`${path}/`)) return response.writeHead(404).end('Not of the gateway.');
    const sent = sendRequest(proxy.target + url.slice(path.length), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    sent.on('error', () => response.destroy());
    return request.pipe(sent);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  return Object.assign(proxy, {
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
