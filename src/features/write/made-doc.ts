import type { MadeDoc } from '../../query/execution/scope/key-access.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import { formatDateTime } from '../../query/plan/time-text.ts';

/** A document by which it is known again, even if its name is given to another one after it was deleted. */
export function toMadeDoc({ name, creation }: Row): MadeDoc {
  return { name: String(name), creation: typeof creation === 'string' ? formatDateTime(creation) : null };
}

/** Whether a document is the one that was made, and not a later one of the same name. */
export function isMadeDoc({ creation }: MadeDoc, doc: Row): boolean {
  const { creation: actual } = toMadeDoc(doc);
  return creation === null || actual === null || creation === actual;
}
