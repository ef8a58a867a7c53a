import { GatewayError, type ServerMessage } from '../../errors.ts';
import { type DocTypeCatalog, type DocTypeMeta, isLayout, isTable } from '../../metadata/doctype-meta.ts';
import type { FieldValue } from '../../metadata/fieldtypes.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import { assertName } from '../write/assert-name.ts';
import { storeDoc, toNewValues } from '../write/create-doc.ts';
import { withoutRefused } from '../write/create-from-form.ts';
import type { DocInput, FieldInput, RowInput, TableInput } from '../write/doc-input.ts';
import { toSentValue } from '../write/merge-rows.ts';
import { sendUpdate } from '../write/update-doc.ts';
import { showWritten, type WriteTarget, type WrittenDoc } from '../write/written-doc.ts';
import type { MappedSource } from './choose-mapping.ts';
import { mapDoc } from './map-doc.ts';

/** A document that is made of another one. */
export interface DocMaking {
  readonly source: MappedSource;
  /** The values that replace mapped ones. */
  readonly set: DocInput;
  readonly submits: boolean;
}

/**
 * Maps a document as the site does, and stores the result, with other values where the caller gives some. The mapped
 * values are the site's own, so they are not checked again; it checks them when it stores them.
 *
 * @throws GatewayError with `draft` if the document was stored, and the site refused to submit it.
 */
export async function makeDoc(
  scope: RequestScope,
  target: WriteTarget,
  { source, set, submits }: DocMaking,
): Promise<WrittenDoc> {
  const { doctype } = target;
  assertName(source.name, 'from');
  const mapped = toDocInput(scope.model.doctypes, doctype, await mapDoc(scope, doctype, source));
  const { form, messages: remarks } = await withoutRefused(scope, doctype, mapped);
  const stored = await storeDoc(scope, { doctype }, set, { ...toNewValues(form), ...toNewValues(set) });
  const messages = [...stored.messages, ...remarks];
  const show = async (doc: Row, said: readonly ServerMessage[]): Promise<WrittenDoc> => ({
    ...(await showWritten(scope, target, doc, said)),
    isCreated: true,
  });
  if (!submits) return show(stored.doc, messages);
  const submitted = await submit(scope, doctype, String(stored.doc.name));
  return show(submitted.doc, [...messages, ...submitted.messages]);
}

async function submit(
  scope: RequestScope,
  doctype: DocTypeMeta,
  name: string,
): Promise<{ doc: Row; messages: ServerMessage[] }> {
  try {
    return await sendUpdate(scope, doctype, name, { docstatus: 1 }, null);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const message = `${error.message.replace(/(?<![.!?])$/, '.')} The draft ${name} is stored.`;
    throw new GatewayError(error.code, message, { ...error.details, draft: name }, error.cause);
  }
}

/** The values of a mapped document that are columns, with the paths that messages give them. */
function toDocInput(doctypes: DocTypeCatalog, doctype: DocTypeMeta, doc: Row): DocInput {
  return { name: null, ...toValues(doctypes, doctype, doc, 'from') };
}

function toValues(
  doctypes: DocTypeCatalog,
  { docfields }: DocTypeMeta,
  row: Row,
  parent: string,
): { fields: FieldInput[]; tables: TableInput[] } {
  const fields: FieldInput[] = [];
  const tables: TableInput[] = [];
  for (const docfield of docfields) {
    const value = row[docfield.fieldname];
    if (value === null || value === undefined || isLayout(docfield) || docfield.isVirtual) continue;
    const path = `${parent}.${docfield.fieldname}`;
    const child = doctypes.get(docfield.options ?? '');
    if (!isTable(docfield)) {
      fields.push({ docfield, value: toSentValue(docfield, value) as FieldValue, path, isFetchedFrom: false });
    } else if (child !== undefined && Array.isArray(value)) {
      const rows = value.map((one: Row, index): RowInput => {
        const place = `${path}.${index}`;
        return { name: null, path: place, fields: toValues(doctypes, child, one, place).fields };
      });
      tables.push({ kind: 'replace', docfield, child, path, rows });
    }
  }
  return { fields, tables };
}
