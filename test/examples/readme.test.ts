import { expect, test } from 'vitest';
import { readText } from '../law/source-files.ts';
import { startTestGateway } from '../support/start-gateway.ts';

test('the query of README.md has the answer of README.md', async () => {
  const [query = '', answer = ''] = [...readText('README.md').matchAll(/```(?:graphql|json)\n([\s\S]*?)```/g)].map(
    ([, code]) => code,
  );
  await using gateway = await startTestGateway({ version: 15, scale: 'full' });
  expect(await gateway.query(query, { as: 'carol' })).toEqual({ status: 200, ...JSON.parse(answer) });
});
