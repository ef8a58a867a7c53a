import type { FrappeClient } from '../frappe/frappe-client.ts';
import type { CallerContext } from '../frappe/frappe-request.ts';

/** The site whose events are read. The service account reads names, times and states of documents, nothing else. */
export interface EventSite {
  client: FrappeClient;
  account: CallerContext;
}
