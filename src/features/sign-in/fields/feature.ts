import type { Feature } from '../../../schema/builder/feature.ts';
import { addSignInFields } from './login-fields.ts';

/** Signing in and out, and who is signed in. */
export const signIn: Feature = { name: 'sign-in', addRootFields: addSignInFields };
