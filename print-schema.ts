import { writeFile } from 'node:fs/promises';
import { startDemoSite } from './demo/demo-site.ts';
import { printSiteSchema } from './src/commands/print-schema.ts';
import { SHOP_METHODS_FILE, serviceAccountEnv } from './src/commands/simulation/shop-settings.ts';
import { readConfig } from './src/config.ts';

/** `npm run schema:print`: writes the demo site's schema to `schema/gateway.graphql`, from which clients are typed. */
const site = await startDemoSite({ scale: 'small' });
const env = { ...serviceAccountEnv(site), SCHEMA_CONFIG_FILE: 'none', METHODS_FILE: SHOP_METHODS_FILE };
const { sdl } = await printSiteSchema(readConfig(env));
await writeFile(new URL('schema/gateway.graphql', import.meta.url), sdl);
await site.close();
