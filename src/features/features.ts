import type { Feature } from '../schema/builder/feature.ts';
import { reading } from '../schema/reading.ts';
import { aggregate } from './aggregate/fields/feature.ts';
import { desk } from './desk/fields/feature.ts';
import { files } from './files/fields/feature.ts';
import { form } from './form/fields/feature.ts';
import { job } from './job/fields/feature.ts';
import { method } from './method/fields/feature.ts';
import { signIn } from './sign-in/fields/feature.ts';
import { subscription } from './subscription/fields/feature.ts';
import { sync } from './sync/fields/feature.ts';
import { write } from './write/fields/feature.ts';

/** All features, in the order in which the schema shows what they add. */
export const FEATURES: readonly Feature[] = [
  reading,
  form,
  job,
  files,
  desk,
  signIn,
  subscription,
  sync,
  write,
  aggregate,
  method,
];
