import type { Parameters } from './parameters.ts';

/** A request as the routes see it. */
export interface SiteRequest {
  method: string;
  /** Decoded path without query. */
  path: string;
  parameters: Parameters;
  /** The site's own address. */
  origin: string;
}
