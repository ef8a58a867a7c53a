import { createHmac, timingSafeEqual } from 'node:crypto';

/** The header under which Frappe signs its webhooks (frappe/integrations/doctype/webhook/webhook.py). */
export const SIGNATURE_HEADER = 'x-frappe-webhook-signature';

/** Whether a webhook's signature is base64(HMAC-SHA256) of the raw body under the secret; compared in constant time. */
export function isSignedBy(secret: string, body: Buffer, signature: string): boolean {
  const expected = createHmac('sha256', secret).update(body).digest();
  const given = Buffer.from(signature, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
