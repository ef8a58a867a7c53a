import type { SiteInfo } from '../../metadata/site-model.ts';
import { NO_COST } from '../../query/plan/cost.ts';
import type { SchemaParts } from '../builder/builder.ts';
import { rootField } from '../builder/root-field.ts';

/** `site`: what the gateway knows of the site without asking it again. */
export function addSiteField(parts: SchemaParts): void {
  const { builder } = parts;
  const app = builder.objectRef<SiteInfo['apps'][number]>('App').implement({
    description: 'An app that is installed on the site.',
    fields: (t) => ({
      name: t.exposeString('name', { nullable: false, description: 'The name, such as `erpnext`.' }),
      title: t.exposeString('title', { description: 'Its label.' }),
      version: t.exposeString('version', { description: 'The version that is installed.' }),
    }),
  });
  const site = builder.objectRef<SiteInfo>('Site').implement({
    description: 'The Frappe site behind this schema.',
    fields: (t) => ({
      frappeVersion: t.exposeString('frappeVersion', { description: 'The version of Frappe, such as `15.44.2`.' }),
      timeZone: t.exposeString('timeZone', { description: 'The time zone of every LocalDateTime.' }),
      apps: t.field({ type: [app], description: 'The apps that are installed.', resolve: (info) => [...info.apps] }),
    }),
  });
  builder.queryField('site', (t) =>
    rootField(t, {
      type: site,
      description: 'The site behind this schema.',
      plan: () => null,
      cost: () => NO_COST,
      execute: (scope) => scope.model.info,
    }),
  );
}
