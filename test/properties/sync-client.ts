/** What a client needs of an answer to go on. */
export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
  data: any;
  errors?: { extensions: Record<string, unknown> }[] | undefined;
}

/** A document as a client keeps it. */
export type Content = Readonly<Record<string, unknown>>;

interface Node {
  kind: string;
  doctype: string;
  name: string;
  oldName: string | null;
  document: Content | null;
}

/** The selection of each DocType's documents, by their types. */
export const SELECTION = `... on ShopTag { description color }
  ... on ShopCustomer { customer_name short_note region { name } }
  ... on ShopNote { title }
  ... on ShopRegion { region_name is_group }`;

const QUERY = `query ($doctypes: [String!]!, $since: String, $first: Int, $held: [HeldNames!]) {
  changes(doctypes: $doctypes, since: $since, first: $first, held: $held) {
    next hasMore nodes { kind doctype name oldName document { name ${SELECTION} } }
  }
}`;

/** Asks a gateway. */
export type Ask = (query: string, variables: Record<string, unknown>) => Promise<Answer>;

/**
 * A copy of a site's documents as docs/sync.md has clients keep one: it applies changes in their order, asks about all
 * names that it holds, and reads everything again where it must.
 */
export class SyncClient {
  /** By DocType and name. */
  readonly copy: Map<string, Map<string, Content>>;
  /** How often everything was read from the beginning. */
  beginnings = 0;
  readonly #doctypes: readonly string[];
  readonly #ask: Ask;
  /** DocTypes that the caller cannot read at present. */
  #refused = new Set<string>();
  #since: string | null = null;
  /** The names met since the beginning; null once everything was read. */
  #seen: Map<string, Set<string>> | null = new Map();

  constructor(doctypes: readonly string[], ask: Ask) {
    this.#doctypes = doctypes;
    this.#ask = ask;
    this.copy = new Map(doctypes.map((doctype) => [doctype, new Map()]));
  }

  /** Reads one page. @returns whether there is more at once. */
  async page(first: number): Promise<boolean> {
    const doctypes = this.#doctypes.filter((doctype) => !this.#refused.has(doctype));
    if (doctypes.length === 0) {
      this.#begin();
      this.#refused.clear();
      return false;
    }
    const held = doctypes
      .map((doctype) => ({ doctype, names: [...this.#of(doctype).keys()] }))
      .filter(({ names }) => names.length > 0);
    const { data, errors } = await this.#ask(QUERY, { doctypes, since: this.#since, first, held });
    const { code, field } = errors?.[0]?.extensions ?? {};
    if (code === 'RESUME_EXPIRED') {
      this.#begin();
      this.#refused.clear();
      return true;
    }
    const at = /^doctypes\.(\d+)$/.exec(String(field))?.[1];
    if (code === 'FORBIDDEN' && at !== undefined) {
      const doctype = doctypes[Number(at)] as string;
      this.#refused.add(doctype);
      this.#of(doctype).clear();
      return true;
    }
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    for (const node of data.changes.nodes as Node[]) this.#apply(node);
    this.#since = data.changes.next;
    if (!data.changes.hasMore) this.#end();
    return data.changes.hasMore;
  }

  #apply({ kind, doctype, name, oldName, document }: Node): void {
    const copy = this.#of(doctype);
    const seen = this.#seen?.get(doctype) ?? new Set<string>();
    this.#seen?.set(doctype, seen);
    if (oldName !== null) {
      copy.delete(oldName);
      this.#renameLinks(doctype, oldName, name);
    }
    if (kind === 'DELETED' || kind === 'NO_LONGER_VISIBLE' || document === null) {
      copy.delete(name);
      seen.delete(name);
      return;
    }
    copy.set(name, document);
    seen.add(name);
  }

  /** A rename changes the links of documents that are not reported for it. */
  #renameLinks(doctype: string, oldName: string, name: string): void {
    if (doctype !== 'Shop Region') return;
    const customers = this.#of('Shop Customer');
    for (const [key, customer] of customers) {
      const region = customer.region as { name: string } | null;
      if (region?.name === oldName) customers.set(key, { ...customer, region: { name } });
    }
  }

  #begin(): void {
    this.#since = null;
    this.#seen = new Map();
    this.beginnings += 1;
  }

  /** Documents that were not met while everything was read are gone, or hidden. */
  #end(): void {
    if (this.#seen === null) return;
    for (const [doctype, copy] of this.copy) {
      if (this.#refused.has(doctype)) continue;
      for (const name of copy.keys()) if (!this.#seen.get(doctype)?.has(name)) copy.delete(name);
    }
    this.#seen = null;
  }

  #of(doctype: string): Map<string, Content> {
    return this.copy.get(doctype) as Map<string, Content>;
  }
}
