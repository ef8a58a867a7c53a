import { readFileSync } from 'node:fs';
import { type DocumentNode, parse } from 'graphql';
import { ConfigError } from '../../errors.ts';

/** Templates that are marked as GraphQL: graphql(`…`), gql`…` and a comment before the text. */
const TEMPLATE =
  /(?:\b(?:graphql|gql)\s*\(?\s*(?:\/\*\s*GraphQL\s*\*\/\s*)?|\/\*\s*GraphQL\s*\*\/\s*)`((?:\\.|[^`\\])*)`/g;

/** Values that JavaScript puts into a template, such as fragments: these stand in texts of their own. */
const INSERTED = /\$\{[^}]*\}/g;

/** @returns the operations and fragments of a file. @throws ConfigError that names the file of one that is not GraphQL. */
export function readOperations(path: string): DocumentNode[] {
  const text = readFileSync(path, 'utf8');
  const sources = path.endsWith('.graphql') ? [text] : [...text.matchAll(TEMPLATE)].map(([, source = '']) => source);
  return sources
    .map((source) => source.replace(INSERTED, ''))
    .filter((source) => source.trim() !== '')
    .map((source) => {
      try {
        return parse(source);
      } catch (error) {
        throw new ConfigError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
      }
    });
}
