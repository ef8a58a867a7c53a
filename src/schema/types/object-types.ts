import type { FieldMap } from '@pothos/core';
import type { Row } from '../../query/plan/read-plan.ts';
import { type FieldRead, readExtension } from '../../query/planner/field-read.ts';
import { selectEnum } from '../arguments/select-enums.ts';
import type { ObjectFieldBuilder, SchemaParts } from '../builder/builder.ts';
import { longList } from '../builder/long-list.ts';
import { semanticNonNull } from '../builder/semantic-non-null.ts';
import { backlinkField } from '../fields/backlink-fields.ts';
import { describeDocfield, describeDocType } from '../model/descriptions.ts';
import type { DocFieldEntry, DocTypeEntry } from '../model/doctype-entry.ts';
import { neverNullReader, valueReader } from '../model/field-values.ts';
import { isNeverNull } from '../model/never-null.ts';
import { encodeNodeId } from '../model/node-id.ts';
import { metaField } from './meta-fields.ts';

/** The object type of a DocType: its name, its standard columns and its docfields. */
export function addObjectType(parts: SchemaParts, entry: DocTypeEntry): void {
  const { meta } = entry;
  const ref = parts.documents.get(meta.name);
  if (ref === undefined) return;
  parts.builder.objectType(ref, {
    description: describeDocType(meta),
    extensions: { doctype: meta },
    interfaces: meta.isChild ? [] : [parts.node, parts.document],
    fields: (t) => ({
      ...identityFields(parts, t, entry),
      ...Object.fromEntries(entry.fields.map((field) => [field.name, documentField(parts, t, entry, field)])),
      ...Object.fromEntries(
        (parts.backlinks.get(meta.name) ?? []).map((backlink) => [backlink.name, backlinkField(parts, t, backlink)]),
      ),
    }),
  });
}

function identityFields(parts: SchemaParts, t: ObjectFieldBuilder, entry: DocTypeEntry): FieldMap {
  const { meta } = entry;
  const name = t.id({
    nullable: false,
    description: meta.isChild ? 'The name of the row.' : 'The name (primary key) of the document.',
    resolve: (row) => String(row.name),
  });
  if (meta.isChild) return { name };
  return {
    id: t.id({
      nullable: false,
      description: 'Globally unique, for `node(id:)`.',
      resolve: (row) => encodeNodeId(meta.name, String(row.name)),
    }),
    name,
    doctype: t.string({ nullable: false, description: `\`${meta.name}\``, resolve: () => meta.name }),
    _meta: metaField(parts, t, entry),
  };
}

function documentField(parts: SchemaParts, t: ObjectFieldBuilder, entry: DocTypeEntry, field: DocFieldEntry) {
  return docfieldField(parts, t, entry, field, isNeverNull(entry, field));
}

/**
 * The field of a docfield.
 *
 * @param isNonNull whether it is null only with an error.
 */
export function docfieldField(
  parts: SchemaParts,
  t: ObjectFieldBuilder,
  entry: DocTypeEntry,
  field: DocFieldEntry,
  isNonNull = false,
) {
  const { kind, docfield } = field;
  const common = {
    description: describeDocfield(docfield, field),
    extensions: { ...readExtension(toRead(entry, field)), ...(isNonNull && semanticNonNull()) },
    resolve: (isNonNull ? neverNullReader(field) : valueReader(field)) as (row: Row) => never,
  };
  switch (kind.kind) {
    case 'enum':
      return t.field({ ...common, type: selectEnum(parts, entry, field, kind.options) });
    case 'link':
      return t.field({ ...common, type: objectRef(parts, kind.target) });
    case 'dynamicLink':
      return t.field({ ...common, type: parts.document });
    case 'childTable': {
      const { resolve, extensions } = longList(common.resolve);
      return t.field({
        ...common,
        type: [objectRef(parts, kind.target)],
        resolve,
        extensions: { ...common.extensions, ...extensions },
      });
    }
    case 'scalar':
      if (kind.scalar === 'DocStatus') return t.field({ ...common, type: parts.docStatus });
      if (kind.scalar === 'Attachment') return t.field({ ...common, type: parts.attachment });
      return t.field({ ...common, type: kind.scalar });
  }
}

/** The schema model only links to DocTypes that the schema has. */
function objectRef(parts: SchemaParts, doctype: string) {
  const ref = parts.documents.get(doctype);
  if (ref === undefined) throw new Error(`The schema lacks a type for ${doctype}.`);
  return ref;
}

function toRead(entry: DocTypeEntry, { docfield: { fieldname }, kind }: DocFieldEntry): FieldRead {
  if (kind.kind === 'childTable') {
    const byDocument = kind.isVirtual || entry.hasRowsByDocument;
    return { kind: 'childTable', fieldname, target: kind.target, byDocument };
  }
  if (kind.kind === 'link') return { kind: 'link', fieldname, target: kind.target };
  if (kind.kind === 'dynamicLink') {
    return { kind: 'dynamicLink', fieldname, doctypeFieldname: kind.doctypeFieldname };
  }
  return { kind: 'column', fieldname };
}
