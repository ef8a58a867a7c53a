import { expect, test } from 'vitest';
import { useGateway } from '../support/use-gateway.ts';

const started = useGateway({ version: 15 });
const DEEP = `${'['.repeat(5_000)}1${']'.repeat(5_000)}`;
const UPDATE = `mutation { updateShopNote(name: "NOTE", input: { title: "new" }) { shopNote { title } messages { text } } }`;

test.each([
  [200, { data: { name: 'NOTE', title: 'new', modified: '2026-01-01 00:00:00.000000' } }],
  [417, { exc_type: 'ValidationError' }],
])('a message of lists within thousands of lists is left out of an answer with %i', async (status, body) => {
  const messages = JSON.stringify([`{"message":${DEEP}}`, '{"message":"for people"}']);
  started.site.fault = ({ method }) =>
    method === 'PUT' ? { status, body: JSON.stringify({ ...body, _server_messages: messages }) } : undefined;
  const { data, errors } = await started.query(UPDATE, { as: 'gateway' });
  started.site.fault = undefined;
  if (status === 200) {
    expect(errors).toBeUndefined();
    expect(data.updateShopNote).toMatchObject({ shopNote: { title: 'new' } });
    expect(data.updateShopNote.messages.at(-1)).toEqual({ text: 'for people' });
  } else {
    expect(errors).toMatchObject([{ message: 'for people', extensions: { code: 'INVALID' } }]);
  }
});
