import { readFileSync } from 'node:fs';
import { type DocumentNode, parse } from 'graphql';
import { ConfigError } from '../../errors.ts';

/** Templates that are marked as GraphQL: graphql(`…`), gql`…` and a comment before the text. */
const TEMPLATE =
  /(?:\b(?:graphql|gql)\s*\(?\s*(?:\/\*\s*GraphQL\s*\*\/\s*)?|\/\*\s*GraphQL\s*\*\/\s*)`((?:\\.|[^`\\])*)`/g;

/** Values that JavaScript puts into a template, such as fragments: these stand in texts of their own. */
const INSERTED = /\$\{[^}]*\}/g;

/** The beginning of a line of a comment: generated code has an example in one. */
const COMMENTED = /^\s*(?:\*|\/\/)/;

function lineBefore(source: string, index: number): string {
  return source.slice(source.lastIndexOf('\n', index) + 1, index);
}

/** @returns the texts of the templates in a source that are marked as GraphQL. */
export function readTemplates(source: string): string[] {
  const found = [...source.matchAll(TEMPLATE)].filter(({ index }) => !COMMENTED.test(lineBefore(source, index)));
  return found.map(([, text = '']) => text.replace(INSERTED, ''));
}

/** @returns the operations and fragments of a file. @throws ConfigError that names the file of one that is not GraphQL. */
export function readOperations(path: string): DocumentNode[] {
  const text = readFileSync(path, 'utf8');
  const sources = path.endsWith('.graphql') ? [text] : readTemplates(text);
  return sources
    .filter((source) => source.trim() !== '')
    .map((source) => {
      try {
        return parse(source);
      } catch (error) {
        throw new ConfigError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
      }
    });
}
