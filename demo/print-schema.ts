import { writeFile } from 'node:fs/promises';
import { readConfig } from '../src/config.ts';
import { printSiteSchema } from '../src/print-schema.ts';
import { startDemoSite } from './demo-site.ts';

/** `npm run schema:print`: writes the demo site's schema to `schema/gateway.graphql`, from which clients are typed. */
const site = await startDemoSite({ scale: 'small' });
const [key = '', secret = ''] = site.authorization('gateway').replace('token ', '').split(':');
const config = readConfig({ FRAPPE_URL: site.url, FRAPPE_API_KEY: key, FRAPPE_API_SECRET: secret });
const { sdl } = await printSiteSchema({ ...config, schemaConfigFile: 'none' });
await writeFile(new URL('../schema/gateway.graphql', import.meta.url), sdl);
await site.close();
