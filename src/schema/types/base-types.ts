import type { InterfaceRef, ObjectRef } from '@pothos/core';
import type { SiteInfo } from '../../metadata/site-model.ts';
import type { ListPage } from '../../query/execution/paging/list-page.ts';
import type { DateUnit } from '../../query/plan/date-unit.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import { cursorAt } from '../arguments/cursors.ts';
import {
  type Builder,
  createBuilder,
  type EnumLike,
  type SchemaParts,
  type SchemaTypesOf,
} from '../builder/builder.ts';
import { metaTypeName, titleField } from '../fields/meta-type.ts';
import { encodeNodeId } from '../model/node-id.ts';
import type { SchemaConfig } from '../model/schema-config.ts';
import type { SchemaModel } from '../model/schema-model.ts';
import { addDeletion } from './deletion-type.ts';
import { addDocumentCount } from './document-count.ts';
import { addDownloadedFile } from './downloaded-file-type.ts';
import { addServerMessage } from './server-message.ts';

/** The spans that every version knows (frappe/utils/data.py, `get_timespan_date_range`). */
const TIMESPANS = [
  'yesterday',
  'today',
  'tomorrow',
  'last 7 days',
  'last 14 days',
  'last 30 days',
  ...['week', 'month', 'quarter', 'year'].flatMap((unit) => [`last ${unit}`, `this ${unit}`, `next ${unit}`]),
  'last 6 months',
  'next 6 months',
  'next 7 days',
  'next 14 days',
  'next 30 days',
];

const DATE_UNITS: readonly DateUnit[] = ['year', 'quarter', 'month', 'week', 'day'];

type Documents = ReadonlyMap<string, ObjectRef<SchemaTypesOf, Row>>;

/** Makes the types that do not depend on a DocType, and references to those that do. */
export function createParts(
  model: SchemaModel,
  config: SchemaConfig,
  info: Pick<SiteInfo, 'timeZone' | 'capabilities' | 'apps'>,
  backlinks: SchemaParts['backlinks'],
): SchemaParts {
  const rootFields = new Set<string>();
  const builder = createBuilder(info.timeZone, rootFields);
  builder.queryType({ description: 'The root of all reads.' });
  builder.mutationType({
    description: 'The root of all writes. The fields of one operation run in turn, not in one transaction.',
  });
  const enums = addEnums(builder);
  const documents: Documents = new Map(
    model.entries.map((entry) => [entry.meta.name, builder.objectRef<Row>(entry.type)]),
  );
  const serverMessage = addServerMessage(builder);
  const interfaces = addInterfaces(builder, model, documents, enums.docStatus);
  return {
    builder,
    rootFields,
    model,
    config,
    apps: info.apps,
    canDiscard: info.capabilities.discard,
    documents,
    ...enums,
    ...interfaces,
    plainMeta: builder.objectRef<Row>(metaTypeName(undefined)).implement({
      description: 'Fields that the gateway adds to a document that is not a node of a tree.',
      interfaces: [interfaces.documentMeta],
    }),
    attachment: addAttachment(builder),
    pageInfo: addPageInfo(builder),
    serverMessage,
    docCount: addDocumentCount(builder),
    deletion: addDeletion(builder, serverMessage),
    downloadedFile: addDownloadedFile(builder),
    backlinks,
    enums: new Map(),
    filters: new Map(),
    orders: new Map(),
    inputs: new Map(),
    connections: new Map(),
    operators: new Map(),
  };
}

function addEnums(builder: Builder): Pick<SchemaParts, 'docStatus' | 'sortDirection' | 'timespan' | 'dateUnit'> {
  return {
    docStatus: builder.enumType('DocStatus', {
      description: 'The submission state of a document. Documents of non-submittable DocTypes always count as drafts.',
      values: { DRAFT: { value: 0 }, SUBMITTED: { value: 1 }, CANCELLED: { value: 2 } },
    }),
    sortDirection: builder.enumType('SortDirection', {
      description: 'Ascending or descending.',
      values: { ASC: { value: 'asc' }, DESC: { value: 'desc' } },
    }),
    dateUnit: builder.enumType('DateUnit', {
      description: 'The span by which dates are grouped. Weeks begin on Monday.',
      values: Object.fromEntries(DATE_UNITS.map((unit) => [unit.toUpperCase(), { value: unit }])),
    }),
    timespan: builder.enumType('Timespan', {
      description: 'A time span relative to today on the site.',
      values: Object.fromEntries(TIMESPANS.map((span) => [span.replaceAll(' ', '_').toUpperCase(), { value: span }])),
    }),
  };
}

function addInterfaces(
  builder: Builder,
  model: SchemaModel,
  documents: Documents,
  docStatus: EnumLike,
): Pick<SchemaParts, 'node' | 'document' | 'documentMeta'> {
  // Rows that are reached through an interface carry their DocType. A Dynamic Link can name a row of a child table.
  const documentTypes = new Map([...model.byDoctype].filter(([, { meta }]) => !meta.isChild));
  const entryOf = (row: Row) => documentTypes.get(String(row.doctype));
  const resolveType = (row: Row) => entryOf(row)?.type ?? 'UnknownDocument';
  const node = addNode(builder, resolveType);
  const documentMeta = builder.interfaceRef<Row>('DocumentMeta').implement({
    description: 'Fields that the gateway adds to a document.',
    fields: (t) => ({ title: titleField(t) }),
    resolveType: (row) => metaTypeName(entryOf(row)),
  });
  const user = documents.get('User');
  const document: InterfaceRef<SchemaTypesOf, Row> = builder.interfaceRef<Row>('Document').implement({
    description: 'A document of any DocType.',
    interfaces: [node],
    fields: (t) => ({
      name: t.id({ nullable: false, description: 'The name (primary key).', resolve: (row) => String(row.name) }),
      doctype: t.string({ nullable: false, description: 'The DocType.', resolve: (row) => String(row.doctype) }),
      ...(user ? { owner: t.field({ type: user, description: 'The user who created it.', resolve: nothing }) } : {}),
      creation: t.field({ type: 'LocalDateTime', description: 'When it was created.', resolve: nothing }),
      modified: t.field({ type: 'LocalDateTime', description: 'When it was last changed.', resolve: nothing }),
      ...(user
        ? { modified_by: t.field({ type: user, description: 'The user who changed it last.', resolve: nothing }) }
        : {}),
      docstatus: t.field({ type: docStatus, description: 'Draft, submitted or cancelled.', resolve: nothing }),
      _meta: t.field({
        type: documentMeta,
        nullable: false,
        description: 'Fields that the gateway adds to the document.',
        resolve: (row) => row,
      }),
    }),
    resolveType,
  });
  builder.objectRef<Row>('UnknownDocument').implement({
    description: 'A document of a DocType that this schema does not have.',
    interfaces: [node, document],
  });
  return { node, document, documentMeta };
}

function addNode(builder: Builder, resolveType: (row: Row) => string): SchemaParts['node'] {
  return builder.interfaceRef<Row>('Node').implement({
    description: 'An object with a globally unique ID.',
    fields: (t) => ({
      id: t.id({ nullable: false, description: 'Globally unique, for `node(id:)`.', resolve: nodeIdOf }),
    }),
    resolveType,
  });
}

function nodeIdOf(row: Row): string {
  return encodeNodeId(String(row.doctype), String(row.name));
}

/** The values of UnknownDocument for fields that it cannot know; the other types have resolvers of their own. */
function nothing(): null {
  return null;
}

function addAttachment(builder: Builder): SchemaParts['attachment'] {
  return builder.objectRef<{ url: string }>('Attachment').implement({
    description: 'A file that a document refers to.',
    fields: (t) => ({
      url: t.string({
        description: 'The address of the file, relative to the site unless it is stored elsewhere.',
        resolve: (file) => file.url,
      }),
      isPrivate: t.boolean({
        description: 'Whether the file is private, so that the site checks who reads it.',
        resolve: (file) => file.url.startsWith('/private/'),
      }),
    }),
  });
}

function addPageInfo(builder: Builder): SchemaParts['pageInfo'] {
  return builder.objectRef<ListPage>('PageInfo').implement({
    description: 'The position of a page in its list.',
    fields: (t) => ({
      hasNextPage: t.boolean({
        nullable: false,
        description: 'Whether more documents follow. Read backward: whether `before` was given.',
        resolve: (page) => page.hasNextPage,
      }),
      hasPreviousPage: t.boolean({
        nullable: false,
        description: 'Whether documents precede. Read forward: whether `after` or `offset` was given.',
        resolve: (page) => page.hasPreviousPage,
      }),
      startCursor: t.string({ description: 'The cursor of the first document.', resolve: (page) => cursorAt(page, 0) }),
      endCursor: t.string({ description: 'The cursor of the last document.', resolve: (page) => cursorAt(page, -1) }),
    }),
  });
}
