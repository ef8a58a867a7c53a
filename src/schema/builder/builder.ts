import SchemaBuilder, { type EnumRef, type InputRef, type InterfaceRef, type ObjectRef } from '@pothos/core';
import type { ServerMessage } from '../../errors.ts';
import type { SiteInfo } from '../../metadata/site-model.ts';
import type { DocCount } from '../../query/execution/aggregate/count-in-time.ts';
import type { ListPage } from '../../query/execution/paging/list-page.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { DateUnit } from '../../query/plan/date-unit.ts';
import type { DeletedDoc } from '../../query/plan/deleted-doc.ts';
import type { DownloadedFile } from '../../query/plan/downloaded-file.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import type { Backlink } from '../model/backlinks.ts';
import type { SchemaConfig } from '../model/schema-config.ts';
import type { SchemaModel } from '../model/schema-model.ts';
import type { IncomingFile } from '../scalars/incoming-file.ts';
import { SCALARS } from '../scalars/scalars.ts';
import { GraphQLUpload } from '../scalars/upload-scalar.ts';
import { LAZY_TYPES } from './lazy-types-plugin.ts';

/** The Pothos types that are not made from metadata. */
export interface SchemaTypes {
  Context: RequestScope;
  Scalars: {
    ID: { Input: string; Output: string | number };
    Date: { Input: string; Output: unknown };
    LocalDateTime: { Input: string; Output: unknown };
    Time: { Input: string; Output: unknown };
    Decimal: { Input: string; Output: unknown };
    BigInt: { Input: string; Output: unknown };
    Duration: { Input: number; Output: unknown };
    Rating: { Input: number; Output: unknown };
    JSON: { Input: unknown; Output: unknown };
    Geolocation: { Input: unknown; Output: unknown };
    Color: { Input: string; Output: unknown };
    Phone: { Input: string; Output: unknown };
    Upload: { Input: IncomingFile; Output: never };
  };
}

export type Builder = ReturnType<typeof createBuilder>;

/**
 * A Pothos builder with the gateway's scalars.
 *
 * @param timeZone the site's zone.
 * @param rootFields gets the name of each root field that is added.
 */
export function createBuilder(timeZone: string, rootFields: Set<string>) {
  const builder = new SchemaBuilder<SchemaTypes>({ plugins: [LAZY_TYPES] });
  for (const method of ['queryField', 'mutationField', 'subscriptionField'] as const) {
    const add = builder[method].bind(builder) as (name: string, field: unknown) => void;
    builder[method] = (name: string, field: unknown) => {
      rootFields.add(name);
      add(name, field);
    };
  }
  for (const [name, { type }] of Object.entries(SCALARS)) {
    if (type !== null) builder.addScalarType(name as 'Date', typeof type === 'function' ? type(timeZone) : type);
  }
  builder.addScalarType('Upload', GraphQLUpload);
  return builder;
}

/** The parts shared by all builders of the schema: each adds its types and fields to the one builder. */
export interface SchemaParts {
  readonly builder: Builder;
  /** The names of the root fields that were added so far. */
  readonly rootFields: ReadonlySet<string>;
  readonly model: SchemaModel;
  readonly config: SchemaConfig;
  /** The apps that are installed on the site. */
  readonly apps: SiteInfo['apps'];
  /** Whether the site lets drafts be discarded. */
  readonly canDiscard: boolean;
  /** Object types by DocType. */
  readonly documents: ReadonlyMap<string, ObjectRef<SchemaTypesOf, Row>>;
  readonly node: InterfaceRef<SchemaTypesOf, Row>;
  readonly document: InterfaceRef<SchemaTypesOf, Row>;
  /** `_meta` of every document. */
  readonly documentMeta: InterfaceRef<SchemaTypesOf, Row>;
  readonly plainMeta: ObjectRef<SchemaTypesOf, Row>;
  readonly attachment: ObjectRef<SchemaTypesOf, { url: string }>;
  readonly docStatus: EnumLike;
  readonly sortDirection: EnumLike;
  readonly timespan: EnumLike;
  readonly dateUnit: EnumRef<SchemaTypesOf, DateUnit>;
  /** Operator inputs by type name. */
  readonly operators: Map<string, FilterRef>;
  /** Enums of Select docfields by type name. */
  readonly enums: Map<string, EnumLike>;
  /** Filter inputs by DocType. */
  readonly filters: Map<string, OpenFilterRef>;
  /** Inputs of writes by type name. */
  readonly inputs: Map<string, OpenFilterRef>;
  /** Order inputs by DocType. */
  readonly orders: Map<string, InputRef<Record<string, unknown>>>;
  /** Backlinks by the DocType that they are fields of. */
  readonly backlinks: ReadonlyMap<string, readonly Backlink[]>;
  readonly pageInfo: ObjectRef<SchemaTypesOf, ListPage>;
  /** The messages of the site with a response: `messages` of every payload. */
  readonly serverMessage: ObjectRef<SchemaTypesOf, ServerMessage>;
  /** The number of documents in a list: `count` of every connection. */
  readonly docCount: ObjectRef<SchemaTypesOf, DocCount>;
  /** A file as an answer. */
  readonly downloadedFile: ObjectRef<SchemaTypesOf, DownloadedFile>;
  readonly deletion: ObjectRef<SchemaTypesOf, DeletedDoc>;
  /** Connection types by DocType. */
  readonly connections: Map<string, ObjectRef<SchemaTypesOf, ListPage>>;
}

/** An input type that is read as plain data. */
export type FilterRef = InputRef<Record<string, unknown>>;

/** A filter input that is still to be implemented: others refer to it before. */
export type OpenFilterRef = ReturnType<typeof filterInputRef>;

function filterInputRef(builder: Builder) {
  return builder.inputRef<Record<string, unknown>>('');
}

/** Builds the fields of a type. */
export type ObjectFieldBuilderOf<Source> = PothosSchemaTypes.ObjectFieldBuilder<SchemaTypesOf, Source>;

/** Builds the fields of a document's type. */
export type ObjectFieldBuilder = ObjectFieldBuilderOf<Row>;

/** The builder that Pothos passes to the `fields` of an input. */
export type InputFieldBuilder = PothosSchemaTypes.InputFieldBuilder<SchemaTypesOf, 'InputObject'>;

/** The full types of the builder's type parameter, as its refs name them. */
export type SchemaTypesOf = Builder['$inferSchemaTypes'];

export type EnumLike = ReturnType<Builder['enumType']>;
