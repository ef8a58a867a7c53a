import type { SentFile } from './multipart.ts';
import type { Parameters } from './parameters.ts';

/** A request as received. */
export interface RawRequest {
  method: string;
  /** Path and query. */
  path: string;
  headers: Readonly<Record<string, string>>;
  /** As text. */
  body: string;
  bytes: Buffer;
}

/** A request as the routes see it. */
export interface SiteRequest {
  method: string;
  /** Decoded path without query. */
  path: string;
  parameters: Parameters;
  /** The files of a form, by their fields. */
  files: Readonly<Record<string, SentFile>>;
  /** The site's own address. */
  origin: string;
}
