import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { mergeSiteModel } from '../../src/metadata/merge-site-model.ts';
import type { RawSiteModel, SiteModel } from '../../src/metadata/site-model.ts';
import { capabilitiesOf } from './capabilities.ts';

/** The metadata tables of a real ERPNext: 801 DocTypes, 13,497 docfields. */
const FILE =
  process.env.ERPNEXT_METADATA ??
  new URL('../../../shared/sites/erpnext-v17.metadata.json.gz', import.meta.url).pathname;

/** Why there is no ERPNext to test with; null if there is one. */
export const WITHOUT_ERPNEXT: string | null = existsSync(FILE)
  ? null
  : 'neither ERPNEXT_METADATA nor ../shared/sites has its metadata';

/** Reads the model of a site with ERPNext. */
export function readErpnextSite(): SiteModel {
  const tables = JSON.parse(gunzipSync(readFileSync(FILE)).toString('utf8')) as RawSiteModel['tables'];
  const capabilities = capabilitiesOf({
    v2: true,
    nestedFilters: true,
    nestedChildRows: true,
    dictAggregates: true,
  });
  const apps = ['erpnext', 'frappe'].map((name) => ({ name, title: name, version: '17.0.0-dev' }));
  const info = { frappeVersion: '17.0.0-dev', apps, timeZone: 'Asia/Kolkata', capabilities };
  return mergeSiteModel({ info, tables, merged: null, fingerprint: '' });
}
