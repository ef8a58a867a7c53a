import type { GraphQLDirective } from 'graphql';
import type { DocTypeEntry } from '../model/doctype-entry.ts';
import type { SchemaParts } from './builder.ts';

/** Something that callers can do, as what it adds to the schema. */
export interface Feature {
  readonly name: string;
  /** Adds the types and fields that the schema has once. */
  addRootFields?(parts: SchemaParts): void;
  /** Adds those that the schema has for each DocType, child DocTypes among them. */
  addDocTypeFields?(parts: SchemaParts, entry: DocTypeEntry): void;
  /** Adds root fields whose names the site or the team chooses, once the names of all others are taken. */
  addNamedFields?(parts: SchemaParts): void;
  readonly directives?: readonly GraphQLDirective[];
}
