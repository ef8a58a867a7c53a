import { describe, expect, test } from 'vitest';
import { isSignIn, withoutSecrets } from '../../graphiql/src/storage/operation-text.ts';

describe('an operation that is stored or shared', () => {
  test.each([
    'mutation { login(user: "a", password: "s3cret") { me { user } } }',
    'mutation { again: login (user: "a", password: """s3cret""") { me { user } } }',
    'mutation { ... on Mutation { login(user: "a", password: "s3cret") { me { user } } } }',
    'mutation { verifyLogin(tmpId: "s3cret", otp: "s3cret") { me { user } } }',
    'mutation { login(user: "a", password: "s3cret',
    'mutation { login(user: "a", password: """s3cret',
    'mutation { login(user: "a", password: "\\"s3cret") { me { user } } }',
  ])('that signs somebody in has no text: %s', (query) => {
    const kept = withoutSecrets({ query, variables: '{"p": "s3cret"}' });
    expect(isSignIn({ query })).toBe(true);
    expect(JSON.stringify(kept)).not.toContain('s3cret');
  });

  test.each([
    ['mutation { updateUser(name: "a", input: { new_password: "s3cret" }) { user { name } } }', ''],
    [
      'mutation ($input: UserInput) { updateUser(name: "a", input: $input) { user { name } } }',
      '{"input": {"new_password" : "s3cret"}}',
    ],
    ['{ me { user } }', '{\n  "api_secret": "s3cret",\n  "kept": "yes"\n}'],
  ])('has no value of a password: %s', (query, variables) => {
    expect(JSON.stringify(withoutSecrets({ query, variables }))).not.toContain('s3cret');
  });

  test('is kept as it is otherwise', () => {
    const operation = {
      query: '{ shopOrders(filter: { footprint: { eq: "x" }, login_after: { eq: "y" } }) { nodes { name } } }',
      variables: '{"otp_hint": "z", "status": "Open"}',
    };
    expect(withoutSecrets(operation)).toEqual(operation);
  });
});
