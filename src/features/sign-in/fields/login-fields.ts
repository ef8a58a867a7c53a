import type { ObjectRef } from '@pothos/core';
import { NO_COST } from '../../../query/plan/cost.ts';
import type { SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import { type LoginResult, login, type Verification, verifyLogin } from '../login.ts';
import { logout } from '../logout.ts';
import type { Me } from '../read-me.ts';
import { addMeField } from './me-field.ts';

/** Signing in, checking the second factor: each is one call, and `me` of the answer some more. */
const CALLS = 5;

/** `me`, `login`, `verifyLogin` and `logout`. */
export function addSignInFields(parts: SchemaParts): void {
  const { builder } = parts;
  const payload = addLoginPayload(parts, addMeField(parts));
  const cost = () => ({ ...NO_COST, calls: CALLS });
  builder.mutationField('login', (t) =>
    rootField(t, {
      type: payload,
      description:
        'Signs in with a password. The session is kept in a cookie that no script can read; it applies from the next request on.',
      args: {
        user: t.arg.string({
          required: true,
          description: 'The name of the User, or any other login name that the site accepts.',
        }),
        password: t.arg.string({ required: true, description: "The user's password." }),
      },
      plan: ({ args }) => args,
      cost,
      execute: (scope, { user, password }) => login(scope, user, password),
    }),
  );
  builder.mutationField('verifyLogin', (t) =>
    rootField(t, {
      type: payload,
      description: 'Signs in with the code that `login` asked for.',
      args: {
        tmpId: t.arg.string({ required: true, description: 'The `tmpId` that `login` returned.' }),
        otp: t.arg.string({ required: true, description: 'The code.' }),
      },
      plan: ({ args }) => args,
      cost,
      execute: (scope, { tmpId, otp }) => verifyLogin(scope, tmpId, otp),
    }),
  );
  builder.mutationField('logout', (t) =>
    rootField(t, {
      type: 'Boolean',
      description: 'Ends the session. False if there was none: API keys and bearer tokens stay valid.',
      plan: () => null,
      cost: () => ({ ...NO_COST, calls: 1 }),
      execute: (scope) => logout(scope),
    }),
  );
}

function addLoginPayload({ builder }: SchemaParts, me: ObjectRef<SchemaTypesOf, Me>) {
  const verification = builder.objectRef<Verification>('LoginVerification').implement({
    description: 'A second factor that the site asks for.',
    fields: (t) => ({
      tmpId: t.exposeString('tmpId', { nullable: false, description: 'For `verifyLogin`; valid for a few minutes.' }),
      method: t.exposeString('method', { description: 'The source of the code: `Email`, `SMS` or `OTP App`.' }),
      prompt: t.exposeString('prompt', { description: 'The text to show to the user.' }),
    }),
  });
  const reset = builder.objectRef<{ url: string }>('PasswordReset').implement({
    description: 'A password that has expired.',
    fields: (t) => ({
      url: t.exposeString('url', {
        nullable: false,
        description: 'The page of the site where the user sets a new one.',
      }),
    }),
  });
  return builder.objectRef<LoginResult>('LoginPayload').implement({
    description: 'The result of signing in. Exactly one of its fields is set.',
    fields: (t) => ({
      me: t.field({ type: me, description: 'The user, once signed in.', resolve: ({ me }) => me }),
      verification: t.field({
        type: verification,
        description: 'The second factor that the site asks for.',
        resolve: (result) => result.verification,
      }),
      passwordReset: t.field({
        type: reset,
        description: 'The page to set a new password, because the old one has expired.',
        resolve: (result) => result.passwordReset,
      }),
    }),
  });
}
