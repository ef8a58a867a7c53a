import { type DocumentNode, GraphQLError, Lexer, parse, Source, TokenKind } from 'graphql';
import { measureDocument } from './document-size.ts';

/** Bounds of a document. */
export interface DocumentLimits {
  /** UTF-16 code units of its text, which is close to its bytes. */
  readonly bytes: number;
  readonly tokens: number;
  /** Fields within fields, those of fragments included. */
  readonly depth: number;
  /** Fields of an operation, with each fragment counted wherever it is spread. */
  readonly fields: number;
  readonly aliases: number;
  /** Directives as they are written, wherever they are. */
  readonly directives: number;
  /** Operations and fragments. */
  readonly definitions: number;
  /** Fields at the root of an operation. */
  readonly rootFields: number;
}

/** Lines of a document. graphql-js walks over all of them for the place of each error, and for each block string. */
const MAX_LINES = 10_000;

const OPENING: readonly string[] = [TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L];
const CLOSING: readonly string[] = [TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R];

/**
 * Parses a document that is within the limits. Its size is checked before it is lexed, its tokens before it is parsed,
 * and what its fragments expand to before anything follows them.
 *
 * @throws GraphQLError
 */
export function parseWithin(text: string, limits: DocumentLimits): DocumentNode {
  assertSize(text, limits);
  const source = new Source(text);
  assertTokens(source, limits);
  const document = parse(source);
  assertExpansion(document, limits);
  return document;
}

function assertSize(text: string, limits: DocumentLimits): void {
  if (text.length > limits.bytes) throw refuse(`The query is longer than ${limits.bytes} bytes.`);
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  for (let at = text.indexOf('\r'); at !== -1; at = text.indexOf('\r', at + 1)) lines += 1;
  if (lines > MAX_LINES) throw refuse(`The query has more than ${MAX_LINES} lines.`);
}

/**
 * The parser recurses as deep as brackets nest: those of selections, and those of a value in an argument within them.
 */
function assertTokens(source: Source, limits: DocumentLimits): void {
  const lexer = new Lexer(source);
  let depth = 0;
  let directives = 0;
  for (let count = 0; lexer.advance().kind !== TokenKind.EOF; count += 1) {
    if (count >= limits.tokens) throw refuse(`The query has more than ${limits.tokens} tokens.`);
    if (lexer.token.kind === TokenKind.AT) directives += 1;
    if (directives > limits.directives) throw refuse(`The query has more than ${limits.directives} directives.`);
    if (OPENING.includes(lexer.token.kind)) depth += 1;
    if (CLOSING.includes(lexer.token.kind)) depth -= 1;
    if (depth > 2 * limits.depth + 2) throw tooDeep(limits);
  }
}

function assertExpansion(document: DocumentNode, limits: DocumentLimits): void {
  const size = measureDocument(document);
  if (size.definitions > limits.definitions) {
    throw refuse(`The query has more than ${limits.definitions} operations and fragments.`);
  }
  if (size.aliases > limits.aliases) throw refuse(`The query has more than ${limits.aliases} aliases.`);
  if (size.depth > limits.depth) throw tooDeep(limits);
  if (size.rootFields > limits.rootFields) {
    throw refuse(`An operation has more than ${limits.rootFields} root fields.`);
  }
  if (size.fields > limits.fields) {
    throw refuse(`An operation has more than ${limits.fields} fields, counting fragments wherever they are spread.`);
  }
}

function tooDeep(limits: DocumentLimits): GraphQLError {
  return refuse(`The query nests more than ${limits.depth} levels.`);
}

function refuse(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { field: 'query' } });
}
