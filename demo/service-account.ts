import { join } from 'node:path';
import { DEMO_FOLDER } from './demo-folder.ts';
import type { DemoSite } from './demo-site.ts';

/** The whitelisted methods of the shop's app, as `methods scan` found them, with some corrections. */
export const SHOP_METHODS_FILE: string = join(DEMO_FOLDER, 'methods.json');

/** The environment variables that point a gateway at a demo site, with its service account. */
export function serviceAccountEnv(site: DemoSite): Record<string, string> {
  const [key = '', secret = ''] = site.authorization('gateway').replace('token ', '').split(':');
  return { FRAPPE_URL: site.url, FRAPPE_API_KEY: key, FRAPPE_API_SECRET: secret };
}
