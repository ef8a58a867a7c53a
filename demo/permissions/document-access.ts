import type { Row } from '../database/demo-database.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import { isAdministrator, type SiteContext } from '../site-context.ts';
import { reachOf } from './role-rights.ts';
import { sharedNames } from './shares.ts';
import { type RestrictedLink, restrictedLinks } from './user-permissions.ts';

/** Why a document is refused. */
export type Refusal =
  | { reason: 'role' }
  | { reason: 'owner' }
  | { reason: 'controller' }
  | { reason: 'link'; link: RestrictedLink; value: string };

/** The controller of User keeps the Administrator and Guest to themselves. */
function isStandardUser(meta: DocTypeMeta, doc: Row): boolean {
  return meta.name === 'User' && (doc.name === 'Administrator' || doc.name === 'Guest');
}

/** @returns undefined when the caller has the right on the document. */
export function refusalOf(context: SiteContext, meta: DocTypeMeta, doc: Row, right: string): Refusal | undefined {
  if (isAdministrator(context.session)) return undefined;
  const refusal = ruleRefusal(context, meta, doc, right);
  if (refusal && sharedNames(context, meta.name, right).includes(String(doc.name))) return undefined;
  return refusal;
}

/** What the rules refuse, whatever is shared. */
export function ruleRefusal(context: SiteContext, meta: DocTypeMeta, doc: Row, right: string): Refusal | undefined {
  const reach = reachOf(context.session, meta, right);
  if (reach === 'none') return { reason: 'role' };
  if (reach === 'own' && doc.owner !== context.session.user) return { reason: 'owner' };
  if (reach === 'own') return undefined;
  if (isStandardUser(meta, doc)) return { reason: 'controller' };
  for (const link of restrictedLinks(context, meta)) {
    const value = doc[link.fieldname];
    const isOpen = value === null || value === undefined || value === '';
    if (!isOpen && !link.allowed.includes(String(value))) return { reason: 'link', link, value: String(value) };
  }
  return undefined;
}
