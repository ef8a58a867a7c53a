import type { Row } from '../database/demo-database.ts';
import type { SentFile } from '../http/multipart.ts';
import type { Parameters } from '../http/parameters.ts';
import type { SiteContext } from '../site-context.ts';

/** A call of a whitelisted method. */
export interface RpcCall {
  context: SiteContext;
  parameters: Parameters;
  /** The files of a form, by their fields. */
  files: Readonly<Record<string, SentFile>>;
  /** The site's own address. */
  origin: string;
  verb: string;
  /** The value of `cmd`: the path on v1, nothing on v2. */
  command: string | null;
}

/** A whitelisted method: what it returns stands under `message`. */
export interface RpcMethod {
  run(call: RpcCall): unknown;
  allowsGuests?: boolean;
  verbs?: readonly string[];
}

/** Whitelisted methods by dotted path. */
export type RpcMethods = Readonly<Record<string, RpcMethod>>;

/** A return value whose keys stand at the top of the answer, not under `message`. */
export class TopLevel {
  readonly values: Row;

  constructor(values: Row) {
    this.values = values;
  }
}
