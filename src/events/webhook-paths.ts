/** The path of the site's webhooks on documents, followed by the event, and by the DocType if the body lacks it. */
export const EVENT_WEBHOOK_PATH = '/webhooks/frappe/events/';

/** The path of the site's webhooks on metadata DocTypes. */
export const METADATA_WEBHOOK_PATH = '/webhooks/frappe/metadata';
