import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts values for a cookie, so that its owner can neither read nor change them. */
export interface Seal {
  seal(value: unknown): string;
  /** @returns null for what was not sealed here, for this purpose, with one of the secrets. */
  open(sealed: string): unknown;
}

/**
 * @param secrets the first one seals, all of them open: so that a secret can be exchanged.
 * @param purpose what is sealed for one purpose does not open for another, nor for another site.
 */
export function createSeal(secrets: readonly string[], purpose: string): Seal {
  const keys = secrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', 'frappe-graphql cookie', 32)));
  const [first] = keys;
  if (first === undefined) throw new Error('A seal needs a secret.');
  return {
    seal: (value) => encrypt(first, purpose, JSON.stringify(value)),
    open: (sealed) => {
      const bytes = Buffer.from(sealed, 'base64url');
      for (const key of keys) {
        const text = decrypt(key, purpose, bytes);
        if (text !== null) return JSON.parse(text);
      }
      return null;
    },
  };
}

function encrypt(key: Buffer, purpose: string, text: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv).setAAD(Buffer.from(purpose));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
}

function decrypt(key: Buffer, purpose: string, bytes: Buffer): string | null {
  if (bytes.length < IV_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8');
    return text + decipher.final('utf8');
  } catch {
    return null;
  }
}
