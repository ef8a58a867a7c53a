import { join } from 'node:path';
import type { DemoSite } from '../../../demo/demo-site.ts';

/** The schema configuration of the gateway in front of the simulated shop. */
export const SHOP_CONFIG_FILE: string = join(import.meta.dirname, 'gateway.config.json');

/** The whitelisted methods of the shop's app, as `methods scan` found them, with some corrections. */
export const SHOP_METHODS_FILE: string = join(import.meta.dirname, 'methods.json');

/** The environment variables that point a gateway at a simulated site, with its service account. */
export function serviceAccountEnv(site: DemoSite): Record<string, string> {
  const [key = '', secret = ''] = site.authorization('gateway').replace('token ', '').split(':');
  return { FRAPPE_URL: site.url, FRAPPE_API_KEY: key, FRAPPE_API_SECRET: secret };
}
