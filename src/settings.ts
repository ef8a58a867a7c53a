import { z } from 'zod';
import { SECRET_FILE_SETTINGS } from './secret-files.ts';
import { CONNECTION_SETTINGS } from './settings/connection-settings.ts';
import { EVENT_SETTINGS } from './settings/event-settings.ts';
import { LOG_SETTINGS } from './settings/log-settings.ts';
import { OPERATION_SETTINGS } from './settings/operation-settings.ts';
import { READING_SETTINGS } from './settings/reading-settings.ts';
import { SCHEMA_SETTINGS } from './settings/schema-settings.ts';
import { SERVER_SETTINGS } from './settings/server-settings.ts';
import { SIGN_IN_SETTINGS } from './settings/sign-in-settings.ts';
import { SITE_SETTINGS } from './settings/site-settings.ts';
import { SUBSCRIPTION_SETTINGS } from './settings/subscription-settings.ts';

/** The settings by what they are about, as docs/configuration.md has them. */
export const SETTING_GROUPS = {
  site: SITE_SETTINGS,
  server: SERVER_SETTINGS,
  log: LOG_SETTINGS,
  operation: OPERATION_SETTINGS,
  connection: CONNECTION_SETTINGS,
  signIn: SIGN_IN_SETTINGS,
  schema: SCHEMA_SETTINGS,
  reading: READING_SETTINGS,
  event: EVENT_SETTINGS,
  subscription: SUBSCRIPTION_SETTINGS,
} as const;

/** Every setting of the gateway: environment variable, what it accepts, default and meaning. */
export const environment = z.object({
  ...SITE_SETTINGS,
  ...SERVER_SETTINGS,
  ...LOG_SETTINGS,
  ...OPERATION_SETTINGS,
  ...CONNECTION_SETTINGS,
  ...SIGN_IN_SETTINGS,
  ...SCHEMA_SETTINGS,
  ...READING_SETTINGS,
  ...EVENT_SETTINGS,
  ...SUBSCRIPTION_SETTINGS,
});

/** Each setting of one site, with what it accepts. */
export const SETTINGS: Readonly<Record<string, z.ZodType>> = environment.shape;

/** The names of all settings, as environment variables. */
export const SETTING_NAMES: readonly string[] = [...Object.keys(SETTINGS), ...SECRET_FILE_SETTINGS, 'SITES_FILE'];

/** The settings as they were read. */
export type Settings = z.infer<typeof environment>;
