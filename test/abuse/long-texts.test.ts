import { afterEach, describe, expect, test } from 'vitest';
import { useGateway } from '../support/use-gateway.ts';

const gateway = useGateway({ version: 15 }, { INTROSPECTION: 'false' });
const LENGTH = 300_000;
/** A pattern whose time grows with the square of its text takes minutes; the tests share a machine with others. */
const MOMENT_MS = 3_000;

afterEach(() => {
  gateway.site.fault = undefined;
});

async function expectAMoment<Result>(work: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  const result = await work();
  expect(performance.now() - startedAt).toBeLessThan(MOMENT_MS);
  return result;
}

describe('a message of the site that repeats what it was sent', () => {
  const say = (message: string) =>
    JSON.stringify({ exc_type: 'ValidationError', _server_messages: JSON.stringify([JSON.stringify({ message })]) });

  test.each(['<p ', '<script ', '<b', '&', ' '])('takes a moment if it is full of %j', async (piece) => {
    gateway.site.fault = () => ({ status: 417, body: say(`${piece.repeat(LENGTH / piece.length)} no`) });
    const { errors } = await expectAMoment(() => gateway.query('{ shopOrders { nodes { name } } }'));
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.message.length).toBeLessThanOrEqual(10_001);
  });

  test('is one of a hundred at most, the last of which is thrown', async () => {
    const messages = Array.from({ length: 5_000 }, (_, index) => JSON.stringify({ message: `<b>${index}</b>` }));
    const body = JSON.stringify({ exc_type: 'ValidationError', _server_messages: JSON.stringify(messages) });
    gateway.site.fault = () => ({ status: 417, body });
    const { errors } = await gateway.query('{ shopOrders { nodes { name } } }');
    expect(errors?.[0]?.message).toBe('4999');
    expect(errors?.[0]?.extensions.messages).toHaveLength(100);
  });
});

describe('an input that takes no longer than others', () => {
  test.each([',', '",', '\n', 'a@b.c,', 'a@'])('is an e-mail address of %j again and again', async (piece) => {
    const query =
      'mutation ($email: String!) { updateShopCustomer(name: "CUST-00001", input: { email: $email }) { messages { text } } }';
    const variables = { email: piece.repeat(LENGTH / piece.length) };
    const { errors } = await expectAMoment(() => gateway.query(query, { as: 'gateway', variables }));
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  test('is an option that looks like a suggestion', async () => {
    const query = 'query ($to: [ShopOrder_status!]) { shopOrders(filter: { status: { in: $to } }) { nodes { name } } }';
    const variables = { to: [`${' Did you mean '.repeat(20_000)}x`] };
    const { errors } = await expectAMoment(() => gateway.query(query, { variables }));
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.message).not.toMatch(/Did you mean.*\?/);
  });
});
