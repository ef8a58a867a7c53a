import { badUserInput, GatewayError } from '../../errors.ts';
import { toWriteMethodRequest } from '../../frappe/method-request.ts';
import { readDocsByName } from '../../query/execution/read-docs-by-name.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { assertMayWrite } from './assert-may-write.ts';
import { checkLinks } from './check-links.ts';
import { toNewValues } from './create-doc.ts';
import type { DocInput } from './doc-input.ts';
import { readWritten, sendWrite } from './send-write.ts';
import type { WriteTarget, WrittenDoc } from './written-doc.ts';

/** The limit of `insert_many` (frappe/client.py). */
const MOST_AT_ONCE = 200;

/**
 * Creates documents all or none, in one call. The site answers their names alone, so that they are read, in one batch,
 * where they are asked for.
 */
export async function createAll(
  scope: RequestScope,
  { doctype, plan, onCreated }: WriteTarget,
  inputs: readonly DocInput[],
): Promise<WrittenDoc[]> {
  if (inputs.length > MOST_AT_ONCE) {
    throw badUserInput(`At most ${MOST_AT_ONCE} documents are created in one call.`, 'inputs');
  }
  for (const input of inputs) await assertMayWrite(scope, doctype, input, true);
  const remarksOn = await checkLinks(scope, inputs);
  const remarks = inputs.map(remarksOn);
  const docs = inputs.map((input) => ({ doctype: doctype.name, ...toNewValues(input) }));
  const { answer, messages } = await sendWrite(scope, toWriteMethodRequest('frappe.client.insert_many', { docs }));
  const names = readWritten(answer, ({ body }) => {
    if (Array.isArray(body.message) && body.message.length === inputs.length) return body.message as unknown[];
    throw new GatewayError('UPSTREAM_CONTRACT', `Expected ${inputs.length} names from the site.`);
  });
  await onCreated?.(names.map((name) => ({ name: String(name), creation: null })));
  const rows = plan === null ? null : await readDocsByName(scope, plan, new Set(names.map(String)));
  return names.map((name, index) => ({
    doc: rows?.get(String(name)) ?? null,
    // The messages of the site are about all of them.
    messages: [...(index === 0 ? messages : []), ...(remarks[index] ?? [])],
    isCreated: true,
  }));
}
