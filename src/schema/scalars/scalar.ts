import type { GraphQLScalarType } from 'graphql';
import type { DecimalSize } from '../../metadata/decimal-size.ts';
import type { FieldValue } from '../../metadata/fieldtypes.ts';
import type { Operator } from '../../query/plan/filter.ts';

/** The operators that callers have; the opposites of the others are written with `not`. */
export type QueryOperator = Exclude<Operator, 'notTimespan' | 'notDescendantsOf' | 'notAncestorsOf'>;

/** A value that the site cannot keep; the message says why, and the reader of the input adds where. */
export class WrongValue extends Error {}

/** All that the schema knows of a kind of value. */
export interface Scalar {
  /** Its GraphQL type, or what makes it for a site's time zone; null for GraphQL's own and for enums and objects. */
  readonly type: GraphQLScalarType | ((timeZone: string) => GraphQLScalarType) | null;
  /** Its TypeScript type in clients, as JSON has it. */
  readonly inClients: 'string' | 'number' | 'boolean' | 'unknown';
  /** Its zod schema in generated code. That of text has the limit of the docfield added. */
  readonly inZod: string;
  /** The tests that filters have for it. */
  readonly operators: readonly QueryOperator[];
  /** Whether tests take text in place of such a value. */
  readonly isTestedAsText: boolean;
  /**
   * Turns what the site sent into the field's value. Long JSON is a promise, because it is parsed in turns with other
   * work.
   *
   * @param value neither null nor an Error.
   */
  read(value: unknown): unknown;
  /** Whether reading takes so long that it is done once for a document, however many aliases ask. */
  readonly isReadOnce?: boolean;
  /**
   * Turns an input, which graphql-js has checked against the type, into the form in which Frappe takes it.
   *
   * @param size of the column; null if a Single keeps it as text.
   * @throws WrongValue
   */
  write(value: unknown, size: DecimalSize | null): FieldValue;
  /**
   * Turns a value in Frappe's form, such as 0 and 1 for a check, into that of an input.
   *
   * @param parse the type's own reader of inputs.
   * @throws WrongValue, or the GraphQLError of `parse`.
   */
  readForm(value: unknown, parse: (value: unknown) => unknown): unknown;
}
