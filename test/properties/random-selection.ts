import fc from 'fast-check';
import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

/** Response keys that mean something to JavaScript, JSON or promises. */
const HARD_ALIASES = ['then', 'constructor', 'toJSON', 'toString', 'valueOf', 'hasOwnProperty', 'length'];

/** Directives whose outcome the variables `$yes` and `$no` decide. */
const DIRECTIVES = [
  '@include(if: $yes)',
  '@include(if: $no)',
  '@skip(if: $yes)',
  '@skip(if: $no)',
  '@include(if: true)',
];

/** The outcome of the directives. */
export const DIRECTIVE_VARIABLES = { yes: true, no: false };

/** An operation without the braces of its selection, and the fragments that it uses. */
export interface RandomOperation {
  readonly fragments: string;
  readonly selection: string;
}

/** The text of an operation. @param last a further root. */
export function toQuery({ fragments, selection }: RandomOperation, last = ''): string {
  return `${fragments}
    query ($yes: Boolean! = true, $no: Boolean! = false) {
      used: __typename @include(if: $yes) @skip(if: $no)
      ${selection}
      ${last}
    }`;
}

/** Takes one of some values; each call draws again. */
type Draw = <Value>(values: fc.Arbitrary<Value>) => Value;

/**
 * Random operations over root fields: aliases, fragments, directives with variables, abstract types and nested lists.
 * Each response key is taken once in an operation, so that its fields never conflict.
 *
 * @param roots root fields with their arguments, such as `shopTags(first: 3)`.
 * @param isAllowed whether a field is selected at all.
 * @param repeats whether the same field may have several aliases, by which some operations go beyond the limits.
 */
export function randomOperation(
  schema: GraphQLSchema,
  roots: readonly string[],
  isAllowed: (type: GraphQLNamedType, field: string) => boolean,
  repeats = false,
): fc.Arbitrary<RandomOperation> {
  return fc.gen().map((gen) => {
    const draw: Draw = (values) => gen(() => values);
    const maker = new SelectionMaker(schema, draw, isAllowed, repeats);
    const some = draw(fc.subarray([...roots], { minLength: 1, maxLength: Math.min(3, roots.length) }));
    const selection = some.map((root) => maker.root(root)).join('\n');
    return { fragments: maker.fragments.join('\n'), selection };
  });
}

class SelectionMaker {
  readonly fragments: string[] = [];
  readonly #schema: GraphQLSchema;
  readonly #draw: Draw;
  readonly #isAllowed: (type: GraphQLNamedType, field: string) => boolean;
  readonly #repeats: boolean;
  #keys = 0;

  constructor(
    schema: GraphQLSchema,
    draw: Draw,
    isAllowed: (type: GraphQLNamedType, field: string) => boolean,
    repeats: boolean,
  ) {
    this.#repeats = repeats;
    this.#schema = schema;
    this.#draw = draw;
    this.#isAllowed = isAllowed;
  }

  root(text: string): string {
    const field = this.#schema.getQueryType()?.getFields()[/^\w+/.exec(text)?.[0] ?? ''];
    if (field === undefined) throw new Error(`There is no root field ${text}.`);
    return `${this.#key()}: ${text} ${this.#directive()} ${this.#selectionOf(field.type, 3)}`;
  }

  #key(): string {
    this.#keys += 1;
    return `k${this.#keys}`;
  }

  #directive(): string {
    return this.#draw(fc.oneof({ weight: 5, arbitrary: fc.constant('') }, fc.constantFrom(...DIRECTIVES)));
  }

  #selectionOf(type: GraphQLOutputType, depth: number): string {
    const named = getNamedType(type);
    if (!isCompositeType(named)) return '';
    const hard = this.#draw(fc.shuffledSubarray(HARD_ALIASES, { maxLength: 2 }));
    const parts = isAbstractType(named) ? this.#ofAbstract(named, depth, hard) : [];
    if (isObjectType(named)) parts.push(...this.#ofObject(named, depth, hard));
    return `{ ${parts.length === 0 ? '__typename' : parts.join(' ')} }`;
  }

  #ofAbstract(type: Parameters<GraphQLSchema['getPossibleTypes']>[0], depth: number, hard: string[]): string[] {
    const all = this.#schema.getPossibleTypes(type);
    const known = all.filter(({ name }) => /^Shop|^User|^Report_Shop/.test(name));
    const possible = known.length > 0 ? known : all;
    const some = this.#draw(fc.subarray([...possible], { minLength: 1, maxLength: Math.min(3, possible.length) }));
    return ['__typename', ...some.map((one) => this.#fragment(one.name, this.#ofObject(one, depth, hard)))];
  }

  #ofObject(type: GraphQLObjectType, depth: number, hard: string[]): string[] {
    const fields = Object.values(type.getFields()).filter((field) => this.#isUsable(type, field, depth));
    if (fields.length === 0) return ['__typename'];
    const some = this.#draw(fc.subarray(fields, { minLength: 1, maxLength: Math.min(4, fields.length) }));
    const isTwice = () => this.#repeats && this.#draw(fc.integer({ min: 0, max: 7 })) === 0;
    const often = some.flatMap((field) => (isTwice() ? [field, field] : [field]));
    const parts = often.map((field) => {
      const isLeaf = !isCompositeType(getNamedType(field.type));
      const alias = isLeaf ? (hard.pop() ?? this.#key()) : this.#key();
      const text = `${alias}: ${field.name} ${this.#directive()} ${this.#selectionOf(field.type, depth - 1)}`;
      return this.#draw(fc.integer({ min: 0, max: 5 })) === 0 ? this.#fragment(type.name, [text]) : text;
    });
    return this.#draw(fc.boolean()) ? parts : ['__typename', ...parts];
  }

  #isUsable(type: GraphQLNamedType, field: GraphQLField<unknown, unknown>, depth: number): boolean {
    if (!this.#isAllowed(type, field.name) || field.args.some(isRequiredArgument)) return false;
    return depth > 0 || !isCompositeType(getNamedType(field.type));
  }

  #fragment(type: string, parts: readonly string[]): string {
    const body = `on ${type} ${this.#directive()} { __typename ${parts.join(' ')} }`;
    if (this.#draw(fc.boolean())) return `... ${body}`;
    const name = `F${this.fragments.length}`;
    this.fragments.push(`fragment ${name} on ${type} { __typename ${parts.join(' ')} }`);
    return `...${name} ${this.#directive()} ...${name}`;
  }
}
