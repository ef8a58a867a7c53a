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
const SELECTION = `... on ShopTag { description color }
  ... on ShopCustomer { customer_name short_note region { name } }
  ... on ShopNote { title }
  ... on ShopRegion { region_name is_group }
  ... on ShopOrder { docstatus }`;

const QUERY = `query ($doctypes: [String!]!, $since: String, $first: Int, $held: [HeldNames!]) {
  changes(doctypes: $doctypes, since: $since, first: $first, held: $held) {
    next hasMore nodes { kind doctype name oldName document { name ${SELECTION} } }
  }
}`;

/** Asks a gateway. */
export type Ask = (query: string, variables: Record<string, unknown>) => Promise<Answer>;

/**
 * A copy of a site's documents as docs/how-to/sync.md has clients keep one: it applies changes in their order, asks about all
 * names that it holds, and reads everything again where it must.
 */
export class SyncClient {
  /** By DocType and name. */
  readonly #copy: Map<string, Map<string, Content>>;
  readonly #onToken: () => void;
  readonly #doctypes: readonly string[];
  readonly #ask: Ask;
  #since: string | null = null;
  /** The names met since the beginning; null once everything was read. */
  #seen: Map<string, Set<string>> | null = new Map();

  /** @param onToken called when it has another token. */
  constructor(doctypes: readonly string[], ask: Ask, onToken: () => void) {
    this.#onToken = onToken;
    this.#doctypes = doctypes;
    this.#ask = ask;
    this.#copy = new Map(doctypes.map((doctype) => [doctype, new Map()]));
  }

  /** Reads one page. @returns whether there is more at once. */
  async page(first: number): Promise<boolean> {
    const { data, errors } = await this.#read(first);
    if (errors?.[0]?.extensions.code === 'RESUME_EXPIRED') {
      this.#begin();
      return true;
    }
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    for (const node of data.changes.nodes as Node[]) this.#apply(node);
    this.#since = data.changes.next;
    this.#onToken();
    if (!data.changes.hasMore) this.#end();
    return data.changes.hasMore;
  }

  /** A page whose answer does not arrive, as if the gateway was killed. */
  async losePage(first: number): Promise<void> {
    await this.#read(first);
  }

  copyOf(doctype: string): ReadonlyMap<string, Content> {
    return this.#of(doctype);
  }

  #read(first: number): Promise<Answer> {
    const doctypes = this.#doctypes;
    const held = doctypes
      .map((doctype) => ({ doctype, names: [...this.#of(doctype).keys()] }))
      .filter(({ names }) => names.length > 0);
    return this.#ask(QUERY, { doctypes, since: this.#since, first, held });
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
    this.#onToken();
    this.#since = null;
    this.#seen = new Map();
  }

  /** Documents that were not met while everything was read are gone, or hidden. */
  #end(): void {
    if (this.#seen === null) return;
    for (const [doctype, copy] of this.#copy) {
      for (const name of copy.keys()) if (!this.#seen.get(doctype)?.has(name)) copy.delete(name);
    }
    this.#seen = null;
  }

  #of(doctype: string): Map<string, Content> {
    return this.#copy.get(doctype) as Map<string, Content>;
  }
}
