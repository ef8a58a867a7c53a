import { createHash } from 'node:crypto';
import type { FieldNode, GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { GatewayError } from '../../errors.ts';
import type { SelectionContext } from '../../query/selection/selection.ts';
import { normaliseQuestion } from './split-operation.ts';
import { writeIntrospection } from './write-introspection.ts';

/** Bytes of descriptions that a process keeps. */
const KEPT_BYTES = 64 * 1024 * 1024;

/** Descriptions that may wait while one is made. */
const MAX_WAITING = 10;

/**
 * Descriptions of schemas. Each is made once for as long as it is kept, and one at a time: several at once would take
 * the memory of all of them, and the time of everybody else.
 */
export class SchemaDescriptions {
  readonly #kept = new LRUCache<string, Buffer>({ maxSize: KEPT_BYTES, sizeCalculation: ({ length }) => length + 200 });
  readonly #underWay = new Map<string, Promise<Buffer>>();
  readonly #ids = new WeakMap<GraphQLSchema, number>();
  #nextId = 0;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param nodes the nodes of one root field, `__schema` or `__type`.
   * @returns the value of the field in JSON.
   * @throws GatewayError `RATE_LIMITED` if too many wait, `COST_EXCEEDED` for a description that gets too long.
   */
  async describe(context: SelectionContext, nodes: readonly FieldNode[]): Promise<Buffer> {
    const question = createHash('sha256').update(normaliseQuestion(context, nodes)).digest('base64url');
    const key = `${this.#idOf(context.schema)} ${question}`;
    const known = this.#kept.get(key) ?? this.#underWay.get(key);
    if (known) return known;
    if (this.#underWay.size >= MAX_WAITING) {
      throw new GatewayError('RATE_LIMITED', 'Too many descriptions of the schema are being made. Try again.', {
        retryAfter: 1,
      });
    }
    const description = this.#last.then(() => writeIntrospection(context, nodes));
    this.#last = description.catch(() => undefined);
    this.#underWay.set(key, description);
    try {
      const text = await description;
      this.#kept.set(key, text);
      return text;
    } finally {
      this.#underWay.delete(key);
    }
  }

  #idOf(schema: GraphQLSchema): number {
    const known = this.#ids.get(schema);
    if (known !== undefined) return known;
    this.#nextId += 1;
    this.#ids.set(schema, this.#nextId);
    return this.#nextId;
  }
}
