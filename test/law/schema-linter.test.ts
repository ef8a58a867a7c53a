import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/**
 * What the linter looks for. Its rules of case are left out, as docfields and options keep Frappe's spelling; so are
 * descriptions of enum values and input fields, which have the names of docfields that are described elsewhere.
 */
const RULES = [
  'arguments-have-descriptions',
  'defined-types-are-used',
  'deprecations-have-a-reason',
  'fields-have-descriptions',
  'types-have-descriptions',
  'relay-connection-arguments-spec',
  'relay-connection-types-spec',
  'relay-page-info-spec',
];

test('the printed schema passes the schema linter, and with it the rules of Relay connections', async () => {
  const cli = new URL('../../node_modules/graphql-schema-linter/lib/cli.js', import.meta.url).pathname;
  const schema = new URL('../../schema/gateway.graphql', import.meta.url).pathname;
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [cli, schema, '--rules', RULES.join(','), '--format', 'json']).catch(
    (failure: { stdout: string }) => failure,
  );
  const { errors } = JSON.parse(stdout) as { errors: { message: string }[] };
  expect(errors.map((error) => error.message)).toEqual([]);
});
