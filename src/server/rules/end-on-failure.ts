import type { ServerResponse } from 'node:http';
import type { Logger } from 'pino';

/** Ends a response whose making fails for a reason that nobody expects. Without this, the process would end. */
export function endOnFailure(answering: Promise<void>, response: ServerResponse, logger: Logger): void {
  answering.catch((error: unknown) => {
    logger.error({ err: error }, 'unexpected error');
    if (response.headersSent) response.destroy();
    else response.writeHead(500, { 'content-type': 'text/plain' }).end('Internal error.\n');
  });
}
