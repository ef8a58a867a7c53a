import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** The contents of a resume token. */
export interface ResumePoint {
  /** The position in the log from which the stream continues. */
  position: string;
  /** Marks of the documents that the stream has shown: deletions of these may be reported after it. */
  marks: readonly string[];
}

/** Makes and reads the resume tokens of one site. */
export interface ResumeTokens {
  /** Opaque text: positions count events, and callers must not learn how many events they cannot see. */
  readonly seal: (point: ResumePoint) => string;
  /** @returns null for a text that is not a token of this site. */
  readonly open: (token: string) => ResumePoint | null;
  /** The mark of a document in a token: of use only with the credential that was shown it. */
  readonly mark: (fingerprint: string, key: string) => string;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;
const MARK_BYTES = 4;
const MAX_TOKEN_LENGTH = 4096;

/**
 * Makes the tokens' keys from the secret of the service account, so that all replicas of a gateway, and a restarted
 * one, read each other's.
 */
export function createResumeTokens(secret: string, siteUrl: string): ResumeTokens {
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', secret, siteUrl, use, 32));
  const sealingKey = derive('resume tokens');
  const markKey = derive('marks of resume tokens');
  return {
    seal: ({ position, marks }) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', sealingKey, iv);
      const plain = Buffer.concat([
        Buffer.from(`${position}\n`),
        ...marks.map((mark) => Buffer.from(mark, 'base64url')),
      ]);
      const sealed = Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
      return sealed.toString('base64url');
    },
    open: (token) => (token.length > MAX_TOKEN_LENGTH ? null : open(sealingKey, Buffer.from(token, 'base64url'))),
    mark: (fingerprint, key) =>
      createHmac('sha256', markKey)
        .update(`${fingerprint}\n${key}`)
        .digest()
        .subarray(0, MARK_BYTES)
        .toString('base64url'),
  };
}

function open(key: Buffer, sealed: Buffer): ResumePoint | null {
  if (sealed.length < IV_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    const plain = Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
    const end = plain.indexOf('\n');
    const marks: string[] = [];
    for (let at = end + 1; at < plain.length; at += MARK_BYTES) {
      marks.push(plain.subarray(at, at + MARK_BYTES).toString('base64url'));
    }
    return { position: plain.subarray(0, end).toString(), marks };
  } catch {
    return null;
  }
}
