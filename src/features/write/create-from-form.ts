import type { ServerMessage } from '../../errors.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { refusedInputs } from './assert-may-write.ts';
import { checkLinks, type LinkCheck } from './check-links.ts';
import { insertDoc, toNewValues } from './create-doc.ts';
import { type DocInput, rowsOf } from './doc-input.ts';
import type { WriteTarget, WrittenDoc } from './written-doc.ts';

/** A document in Frappe's form, and the values that replace its own. */
export interface FormCopy {
  readonly form: DocInput;
  /** Keys of the form that are not docfields, by their paths. */
  readonly unknown: readonly string[];
  readonly input: DocInput;
}

/**
 * Creates a document from one in Frappe's form. Values of the form that the caller is not allowed to write are left
 * out, as the site would leave them out, and a message names them: the caller did not choose them.
 */
export async function createFromForm(scope: RequestScope, target: WriteTarget, copy: FormCopy): Promise<WrittenDoc> {
  const { form, messages } = await withoutRefused(scope, target.doctype, copy.form);
  const unknown = toRemark('Ignored, because it is not a field', copy.unknown);
  const values = { ...toNewValues(form), ...toNewValues(copy.input) };
  const links = () => checkBoth(scope, form, copy.input);
  return insertDoc(scope, target, copy.input, values, [...messages, ...unknown], links);
}

/** A form without the values that the caller is not allowed to write, and messages that name them. */
export async function withoutRefused(
  scope: RequestScope,
  doctype: DocTypeMeta,
  form: DocInput,
): Promise<{ form: DocInput; messages: ServerMessage[] }> {
  const paths = (await refusedInputs(scope, doctype, form, true)).map(({ path }) => path);
  const refused = new Set(paths);
  const isKept = ({ path }: { path: string }) => !refused.has(path);
  const tables = form.tables.filter(isKept).map((table) => ({
    docfield: table.docfield,
    child: table.child,
    path: table.path,
    kind: 'replace' as const,
    rows: rowsOf(table).map((row) => ({ ...row, fields: row.fields.filter(isKept) })),
  }));
  const messages = toRemark('Ignored, because you are not allowed to write it', paths);
  return { form: { name: form.name, fields: form.fields.filter(isKept), tables }, messages };
}

function toRemark(reason: string, paths: readonly string[]): ServerMessage[] {
  if (paths.length === 0) return [];
  return [{ title: 'Ignored', text: `${reason}: ${paths.join(', ')}.`, indicator: 'orange' }];
}

/** The messages about links of the form come with those about the input. */
async function checkBoth(scope: RequestScope, form: DocInput, input: DocInput): Promise<LinkCheck> {
  const check = await checkLinks(scope, [form, input]);
  return (one) => [...check(form), ...check(one)];
}
