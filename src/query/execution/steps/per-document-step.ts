import { toError } from '../../../errors.ts';
import { mapConcurrently } from '../../../metadata/map-concurrently.ts';
import { addCosts } from '../../plan/cost.ts';
import type { PerDocumentStep } from '../../plan/read-plan.ts';
import { DOCUMENT_READS } from './document-reads.ts';
import { ROWS_PER_TABLE, type StepKind } from './read-step.ts';

/**
 * Asks the site about each document, once a document and request, a few at a time. A failure is attached as an error.
 */
export const perDocumentStep: StepKind<PerDocumentStep> = {
  async read({ key, read }, { scope, doctype, rows }) {
    const names = [...new Set(rows.map((row) => String(row.name)))];
    const answers = await mapConcurrently(names, scope.limits.concurrentDocuments, (name) =>
      scope.loaders
        .once(JSON.stringify([read, doctype.name, name]), () => DOCUMENT_READS[read](scope, doctype, name))
        .catch(toError),
    );
    const byName = new Map(names.map((name, index) => [name, answers[index]]));
    for (const row of rows) row[key] = byName.get(String(row.name));
  },
  cost: ({ below }, { rows, basis, costs }) => {
    const further = below.map((plan) => costs.ofNames(plan, rows * ROWS_PER_TABLE, basis));
    return addCosts([{ calls: rows, rows: 0 }, ...further]);
  },
};
