import type { PyNode } from './python/python-tree.ts';

/** `frappe.enqueue`, `frappe.enqueue_doc`, and a document's `queue_action`. */
const ENQUEUES: ReadonlySet<string> = new Set(['enqueue', 'enqueue_doc', 'queue_action']);

/** Whether a function itself starts a background job and names a `job_id`: then what it returns as such is its own. */
export function startsJob(definition: PyNode): boolean {
  const body = definition.childForFieldName('body');
  if (body === null || !/\bjob_id\b/.test(body.text)) return false;
  return body.descendantsOfType('call').some((call) => {
    const name = call?.childForFieldName('function')?.text.split('.').at(-1);
    return name !== undefined && ENQUEUES.has(name);
  });
}
