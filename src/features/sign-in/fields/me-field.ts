import type { ObjectRef } from '@pothos/core';
import type { UserProfile } from '../../../query/execution/scope/user-profile.ts';
import { NO_COST } from '../../../query/plan/cost.ts';
import type { ObjectFieldBuilderOf, SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import {
  type Me,
  type OpenIdProfile,
  readMe,
  readMyName,
  readMyProfile,
  readMyRoles,
  readOpenIdProfile,
} from '../read-me.ts';

/** The name, the roles, the profile: what `me` may ask at most. */
const MAX_CALLS = 5;

/** `me`: the caller's own user. @returns its type, for what signs somebody in. */
export function addMeField(parts: SchemaParts): ObjectRef<SchemaTypesOf, Me> {
  const { builder } = parts;
  const openId = addOpenIdProfile(parts);
  const me = builder.objectRef<Me>('Me').implement({
    description: 'The user who makes the request.',
    fields: (t) => ({
      user: t.id({
        nullable: false,
        description: 'The name of the User document.',
        resolve: (source, _args, scope) => readMyName(scope, source),
      }),
      ...profileFields(t),
      userImage: t.field({
        type: parts.attachment,
        description: "The user's picture.",
        resolve: async (source, _args, scope) => {
          const { userImage } = await readMyProfile(scope, source);
          return userImage === null ? null : { url: userImage };
        },
      }),
      timeZone: t.string({
        description:
          "The user's time zone, or the site's if the user has not chosen one. Values are in the site's time zone regardless.",
        resolve: async (source, _args, scope) =>
          (await readMyProfile(scope, source)).timeZone ?? scope.model.info.timeZone,
      }),
      roles: t.stringList({
        description: "The user's roles, including the automatic ones (`All`, `Guest`, `Desk User`).",
        resolve: (source, _args, scope) => readMyRoles(scope, source),
      }),
      openId: t.field({
        type: openId,
        description: 'The OpenID profile, if the user signed in by OAuth.',
        resolve: (source, _args, scope) => readOpenIdProfile(scope, source),
      }),
    }),
  });
  builder.queryField('me', (t) =>
    rootField(t, {
      type: me,
      description: 'The user who makes the request; null if nobody has signed in.',
      plan: () => null,
      cost: () => ({ ...NO_COST, calls: MAX_CALLS }),
      execute: (scope) => readMe(scope),
    }),
  );
  return me;
}

function profileFields(t: ObjectFieldBuilderOf<Me>) {
  const field = (key: keyof UserProfile, description: string) =>
    t.string({ description, resolve: async (me, _args, scope) => (await readMyProfile(scope, me))[key] });
  return {
    fullName: field('fullName', "The user's full name."),
    email: field('email', "The user's e-mail address."),
    userType: field('userType', '`System User` for users who may use the Desk, else `Website User`.'),
    language: field('language', 'The language that the user has chosen, such as `de`.'),
  };
}

function addOpenIdProfile({ builder }: SchemaParts): ObjectRef<SchemaTypesOf, OpenIdProfile> {
  return builder.objectRef<OpenIdProfile>('OpenIdProfile').implement({
    description: 'The OpenID claims of an OAuth access token.',
    fields: (t) => ({
      subject: t.exposeString('subject', {
        description: 'The stable identifier of the user for applications. It is not a name.',
      }),
      name: t.exposeString('name', { description: "The user's full name." }),
      givenName: t.exposeString('givenName', { description: "The user's given name." }),
      familyName: t.exposeString('familyName', { description: "The user's family name." }),
      email: t.exposeString('email', { description: "The user's e-mail address." }),
      picture: t.exposeString('picture', { description: "The address of the user's picture." }),
      roles: t.exposeStringList('roles', { description: "The user's roles on the site." }),
      issuer: t.exposeString('issuer', { description: 'The site that issued the claims.' }),
    }),
  });
}
