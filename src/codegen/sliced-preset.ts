import { buildASTSchema, type DocumentNode } from 'graphql';
import { sliceSchema } from './slice-schema.ts';

/** The settings of `sliced`. They stand here, too, because the types of this file are published by themselves. */
export interface SlicedOptions {
  /**
   * Types whose filters can be used within others, such as `Customer` for links to customers and `SalesOrderItem` for
   * rows of orders. A filter that an operation writes out needs no entry.
   */
  readonly deepFilters?: readonly string[];
}

/**
 * Wraps a preset of GraphQL Code Generator so that it sees only the part of the schema that your operations use: types
 * with the fields that are selected, and the input types of variables. Without it, one filter of ERPNext generates a
 * megabyte, because every DocType can be reached by links.
 *
 * @param preset the client preset, or another one that generates code from operations.
 */
export function sliced<Preset extends object>(preset: Preset, options: SlicedOptions = {}): Preset {
  const { buildGeneratesSection } = preset as unknown as GeneratorPreset;
  return {
    ...preset,
    buildGeneratesSection: (given: PresetInput) => {
      const documents = given.documents.flatMap(({ document }) => (document === undefined ? [] : [document]));
      const schema = sliceSchema(given.schema, documents, options);
      return buildGeneratesSection({ ...given, schema, schemaAst: buildASTSchema(schema, { assumeValidSDL: true }) });
    },
  };
}

interface PresetInput {
  readonly schema: DocumentNode;
  readonly documents: readonly { readonly document?: DocumentNode }[];
}

interface GeneratorPreset {
  buildGeneratesSection(given: PresetInput & { readonly schemaAst: unknown }): unknown;
}
