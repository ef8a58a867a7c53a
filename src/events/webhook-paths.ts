/** Where the site's webhooks on documents arrive: followed by the event, and by the DocType where the body has none. */
export const EVENT_WEBHOOK_PATH = '/webhooks/frappe/events/';

/** Where the site's webhooks on metadata DocTypes arrive. */
export const METADATA_WEBHOOK_PATH = '/webhooks/frappe/metadata';
