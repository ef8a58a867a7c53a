import { createHmac, timingSafeEqual } from 'node:crypto';

/** The header under which Frappe signs its webhooks (frappe/integrations/doctype/webhook/webhook.py). */
export const SIGNATURE_HEADER = 'x-frappe-webhook-signature';

/**
 * Whether a webhook's signature is base64(HMAC-SHA256) of the raw body under one of the secrets. The texts are
 * compared, in constant time: decoding would take many spellings for one.
 */
export function isSignedByOneOf(secrets: readonly string[], body: Buffer, signature: string): boolean {
  const given = Buffer.from(signature);
  const matches = secrets.map((secret) => {
    const expected = Buffer.from(createHmac('sha256', secret).update(body).digest('base64'));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  return matches.includes(true);
}
