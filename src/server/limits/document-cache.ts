import { type DocumentNode, GraphQLError, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { countTokens, PART_BYTES } from '../../query/kept-operations.ts';
import { type DocumentLimits, parseWithin } from './document-limits.ts';
import { type SchemaOpenness, validateDocument } from './validate-document.ts';
import type { WorkTurns } from './work-turns.ts';

/** Bytes that are kept for one site: texts of documents, and what was made of them. */
const KEPT_BYTES = 32 * 1024 * 1024;

/** About the bytes of an error, without the text that it refers to. */
const ERROR_BYTES = 2_000;

/** Documents of this many characters take long enough to let others have a turn between their steps. */
const LONG_TEXT = 4_096;

/** Parses and validates the documents of one site, each once for as long as it is kept. */
export class Documents {
  readonly #limits: DocumentLimits;
  readonly #openness: SchemaOpenness;
  readonly #parsed = new LRUCache<string, DocumentNode | GraphQLError>({
    maxSize: KEPT_BYTES,
    sizeCalculation: sizeOf,
  });
  readonly #valid = new WeakMap<GraphQLSchema, WeakSet<DocumentNode>>();
  /** Documents that were prepared for the request that is about to use them. */
  readonly #fresh = new WeakSet<DocumentNode>();

  constructor(limits: DocumentLimits, openness: SchemaOpenness) {
    this.#limits = limits;
    this.#openness = openness;
  }

  /** @throws GraphQLError for a document that cannot be parsed or is beyond the limits. */
  parse(text: string): DocumentNode {
    const parsed = this.#parseOnce(text);
    if (parsed instanceof GraphQLError) throw parsed;
    return parsed;
  }

  validate(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] {
    const known = this.#valid.get(schema) ?? new WeakSet();
    if (known.has(document)) return [];
    const errors = validateDocument(schema, document, this.#openness);
    if (errors.length === 0) this.#valid.set(schema, known.add(document));
    return errors;
  }

  /** Whether an earlier request had the document validated. To be asked once for a request, before it validates. */
  isKept(schema: GraphQLSchema, document: DocumentNode): boolean {
    return !this.#fresh.delete(document) && this.#valid.get(schema)?.has(document) === true;
  }

  /** @returns the document of a text that is known to be valid for a schema. */
  findValid(text: string, schema: GraphQLSchema): DocumentNode | null {
    const known = this.#parsed.get(text);
    if (known === undefined || known instanceof GraphQLError) return null;
    return this.#valid.get(schema)?.has(known) ? known : null;
  }

  /**
   * Does both in advance, with other work between the steps, so that they take no time afterwards. Short documents are
   * left alone, and so is what is wrong with a document: the steps report it.
   */
  async prepare(text: string, schema: GraphQLSchema, turns: WorkTurns): Promise<void> {
    if (text.length < LONG_TEXT) return;
    const isKnown = this.#parsed.has(text);
    const document = this.#parseOnce(text);
    if (document instanceof GraphQLError || (isKnown && this.#valid.get(schema)?.has(document))) return;
    await turns.take(text.length);
    this.validate(schema, document);
    this.#fresh.add(document);
    await turns.take(text.length);
  }

  #parseOnce(text: string): DocumentNode | GraphQLError {
    const known = this.#parsed.get(text);
    if (known) return known;
    const parsed = attempt(() => parseWithin(text, this.#limits));
    // A text beyond the limits costs nothing to refuse again.
    if (text.length <= this.#limits.bytes) this.#parsed.set(text, parsed);
    return parsed;
  }
}

/** An error is kept without its stack: until somebody reads that, V8 keeps the parser, and so all tokens. */
function attempt(parse: () => DocumentNode): DocumentNode | GraphQLError {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    error.stack = '';
    return error;
  }
}

function sizeOf(made: DocumentNode | GraphQLError, text: string): number {
  const textBytes = 2 * text.length;
  if (made instanceof GraphQLError) return textBytes + ERROR_BYTES;
  return textBytes + countTokens(made) * PART_BYTES;
}
