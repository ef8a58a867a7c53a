import type { Plugin } from 'graphql-yoga';
import { badUserInput, type GatewayError } from '../errors.ts';
import type { RequestScope } from '../operations/request-scope.ts';
import { FORM_TYPE } from './files/upload-plugin.ts';

/** Bytes of an operation with its variables. Forms with files have a limit of their own, and are never read here. */
const MAX_BYTES = 25_000_000;

/** Refuses operations that are too long to be held in memory. To come after the plugins that choose a parser. */
export const bodyLimit: Plugin<RequestScope> = {
  onRequestParse({ request, requestParser, setRequestParser, fetchAPI }) {
    const { headers } = request;
    if (headers.get('content-type')?.startsWith(FORM_TYPE)) return;
    const announced = headers.get('content-length');
    // Node holds a sender to the length that he announced.
    if (Number(announced ?? 0) > MAX_BYTES) throw tooLong();
    if (announced !== null || requestParser === undefined || request.body === null) return;
    setRequestParser(async (whole) => {
      if (whole.body === null) return requestParser(whole);
      const count = { bytes: 0 };
      const { url, method, signal } = whole;
      const body = whole.body.pipeThrough(countBytes(count));
      // Node's own typing of requests does not know `duplex`, which every streamed body needs.
      const init = { method, headers: whole.headers, signal, body, duplex: 'half' };
      try {
        return await requestParser(new fetchAPI.Request(url, init));
      } catch (error) {
        // The parser takes a body that is cut for a wrong one.
        throw count.bytes > MAX_BYTES ? tooLong() : error;
      }
    });
  },
};

function countBytes(count: { bytes: number }): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  return new TransformStream({
    transform: (chunk, controller) => {
      count.bytes += chunk.byteLength;
      if (count.bytes > MAX_BYTES) controller.error(tooLong());
      else controller.enqueue(chunk);
    },
  });
}

function tooLong(): GatewayError {
  return badUserInput(`A request can have ${MAX_BYTES} bytes.`, 'body');
}
