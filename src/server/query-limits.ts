import { type DocumentNode, GraphQLError, Kind, Lexer, type SelectionSetNode, Source, TokenKind } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { RequestScope } from '../operations/request-scope.ts';

/** The longest and deepest document that is looked at. */
export interface QueryLimits {
  tokens: number;
  /** Fields within fields, those of fragments included. */
  depth: number;
}

const OPENING: readonly string[] = [TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L];
const CLOSING: readonly string[] = [TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R];

/** Refuses documents that are too long or too deep before anything walks over them that could run out of stack. */
export function createQueryLimits(limits: QueryLimits): Plugin<RequestScope> {
  return {
    onParams({ params }) {
      assertShallow(params.variables, limits);
    },
    onParse({ parseFn, setParseFn }) {
      setParseFn((source: string | Source, options: unknown) => {
        checkTokens(typeof source === 'string' ? new Source(source) : source, limits);
        const document = parseFn(source, options) as DocumentNode;
        if (depthOf(document) > limits.depth) throw tooDeep(limits);
        return document;
      });
    },
  };
}

/** @throws GraphQLError for variables that are nested too deep to be walked over. */
export function assertShallow(variables: unknown, { depth }: QueryLimits): void {
  if (isDeeperThan(variables, 2 * depth)) throw refuse(`The variables are nested deeper than ${2 * depth} levels.`);
}

/** Filters in variables are walked over as deep as they are nested. */
function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeperThan(item, levels - 1));
}

/** Parsing is as deep as brackets nest: those of selections, and those of a value in an argument within them. */
function checkTokens(source: Source, limits: QueryLimits): void {
  const lexer = new Lexer(source);
  let depth = 0;
  for (let count = 0; lexer.advance().kind !== TokenKind.EOF; count += 1) {
    if (count >= limits.tokens) throw refuse(`The query has more than ${limits.tokens} tokens.`);
    if (OPENING.includes(lexer.token.kind)) depth += 1;
    if (CLOSING.includes(lexer.token.kind)) depth -= 1;
    if (depth > 2 * limits.depth + 2) throw tooDeep(limits);
  }
}

function depthOf(document: DocumentNode): number {
  const fragments = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet);
  }
  const known = new Map<string, number>();
  const depthOfFragment = (name: string): number => {
    const fragment = fragments.get(name);
    if (fragment === undefined) return 0;
    if (!known.has(name)) {
      known.set(name, 0); // A circle of fragments ends here; validation refuses it.
      known.set(name, depthOfSelections(fragment));
    }
    return known.get(name) ?? 0;
  };
  const depthOfSelections = ({ selections }: SelectionSetNode): number => {
    let deepest = 0;
    for (const selection of selections) {
      const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
      const below = isSpread ? depthOfFragment(selection.name.value) : 0;
      const inside = isSpread || !selection.selectionSet ? 0 : depthOfSelections(selection.selectionSet);
      deepest = Math.max(deepest, below + inside + (selection.kind === Kind.FIELD ? 1 : 0));
    }
    return deepest;
  };
  const roots = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  return Math.max(0, ...roots.map(({ selectionSet }) => depthOfSelections(selectionSet)));
}

function tooDeep(limits: QueryLimits): GraphQLError {
  return refuse(`The query nests more than ${limits.depth} levels.`);
}

function refuse(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { field: 'query' } });
}
