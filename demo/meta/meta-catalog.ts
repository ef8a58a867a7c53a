import type { DemoDatabase, Row } from '../database/demo-database.ts';
import { frappeThrow } from '../frappe-error.ts';
import type { DocTypeMeta } from './doctype-meta.ts';
import { mergeMeta } from './merge-meta.ts';
import { defineTable } from './tables.ts';

/** Merged metadata by DocType; null for those that the site does not have. */
export type MergedMeta = Map<string, DocTypeMeta | null>;

/** Merged metadata by DocType, built when first asked for and again after each change of a metadata table. */
export class MetaCatalog {
  readonly #database: DemoDatabase;
  #merged: MergedMeta;
  #generation: number;

  /** @param merged What is known of the database as it is now. Sites that start from the same image share it. */
  constructor(database: DemoDatabase, merged: MergedMeta = new Map()) {
    this.#database = database;
    this.#merged = merged;
    this.#generation = database.metadataGeneration;
  }

  /** @returns undefined when the site does not have the DocType. */
  find(doctype: string): DocTypeMeta | undefined {
    if (this.#generation !== this.#database.metadataGeneration) {
      // Other sites may still share the former ones.
      this.#merged = new Map();
      this.#generation = this.#database.metadataGeneration;
    }
    const known = this.#merged.get(doctype);
    if (known !== undefined) return known ?? undefined;
    const built = this.#build(doctype);
    this.#merged.set(doctype, built);
    return built ?? undefined;
  }

  /** @throws FrappeError 404 when the site does not have the DocType. */
  get(doctype: string): DocTypeMeta {
    const meta = this.find(doctype);
    if (meta === undefined) throw frappeThrow('DoesNotExistError', `DocType ${doctype} not found`);
    return meta;
  }

  #build(doctype: string): DocTypeMeta | null {
    const row = this.#database.get('SELECT * FROM `tabDocType` WHERE name = ?', [doctype]);
    if (row === undefined) return null;
    const meta = mergeMeta({
      doctype: row,
      fields: this.#rows('DocField', 'parent', doctype),
      permissions: this.#rows('DocPerm', 'parent', doctype),
      customPermissions: this.#rows('Custom DocPerm', 'parent', doctype),
      links: this.#rows('DocType Link', 'parent', doctype),
      actions: this.#rows('DocType Action', 'parent', doctype),
      states: this.#rows('DocType State', 'parent', doctype),
      customFields: this.#rows('Custom Field', 'dt', doctype),
      propertySetters: this.#rows('Property Setter', 'doc_type', doctype),
    });
    if (!meta.isSingle && !meta.isVirtual) {
      defineTable(this.#database, { ...row, name: meta.name, fields: meta.fields });
    }
    return meta;
  }

  #rows(table: string, key: string, doctype: string): Row[] {
    return this.#database.all(`SELECT * FROM \`tab${table}\` WHERE \`${key}\` = ? ORDER BY idx, name`, [doctype]);
  }
}
