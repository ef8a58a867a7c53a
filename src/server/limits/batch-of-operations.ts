import { badUserInput, GatewayError } from '../../errors.ts';

/**
 * The body of a request with several operations, thrown where one is expected: an error for those who take no batches.
 */
export class BatchOfOperations extends GatewayError {
  readonly operations: readonly unknown[];

  /** @param most operations that a request may have. */
  constructor(operations: readonly unknown[], most: number) {
    const refusal = refusalOf(operations.length, most);
    super('BAD_USER_INPUT', refusal ?? '`body`: an array of operations is answered as JSON. Send one by itself.', {
      field: 'body',
    });
    this.operations = refusal === null ? operations : [];
  }
}

function refusalOf(count: number, most: number): string | null {
  if (most === 0) return '`body`: must be a JSON object with a `query`. Arrays of operations are switched off.';
  if (count === 0) return '`body`: the array has no operation.';
  return count > most ? `\`body\`: the array has ${count} operations. It may have ${most}.` : null;
}

/** @throws GatewayError `BAD_USER_INPUT` for mutations and subscriptions: several writes belong into one operation. */
export function assertMayBatch(kind: string): void {
  if (kind === 'query') return;
  const hint =
    kind === 'mutation' ? 'Send it by itself, with all writes as its fields' : 'Use a WebSocket or an event stream';
  throw badUserInput(`\`query\`: a ${kind} cannot be in an array of operations. ${hint}.`, 'query');
}
