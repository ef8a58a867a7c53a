import { z } from 'zod';
import { seconds } from './setting-values.ts';

/** The files that the schema is made from. */
export const SCHEMA_SETTINGS = {
  SCHEMA_CONFIG_FILE: z.string().optional().meta({
    description:
      'The [schema configuration file](#the-schema-configuration-file). Without a file, everything is shown under its own name. If you set this, the file must exist; `none` reads no file.',
    shownDefault: 'schema/gateway.config.json',
  }),
  METHODS_FILE: z.string().optional().meta({
    description:
      'The whitelisted methods that become fields of their own, as `methods scan` writes them: [methods](methods.md). Without a file, there are none. If you set this, the file must exist; `none` reads no file.',
    shownDefault: 'schema/methods.json',
  }),
  SNAPSHOT_FILE: z
    .string()
    .default('.cache/site-model.json.gz')
    .describe(
      "The file that keeps the site's model, so that the gateway starts while the site is down or slow. It belongs to one `FRAPPE_URL` and `FRAPPE_SITE`, and the running gateway refreshes it. It holds metadata and no documents. `off` keeps none.",
    ),
  METADATA_POLL_SECONDS: seconds(30, 0).describe(
    "How often the gateway looks for changes of the site's model. `0` never looks.",
  ),
};
