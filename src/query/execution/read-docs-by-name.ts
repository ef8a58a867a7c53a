import { toError } from '../../errors.ts';
import { type DocPlan, type Row, toRowShape } from '../plan/read-plan.ts';
import { completeRows } from './complete-rows.ts';
import { readDoc } from './read-doc.ts';
import type { RequestScope } from './scope/request-scope.ts';

/**
 * Reads documents by name in one batch as the caller.
 *
 * @returns those that were read, and an Error for each that could not be; documents that are missing or cannot be read
 * are left out.
 */
export async function readDocsByName(
  scope: RequestScope,
  plan: DocPlan,
  names: ReadonlySet<string>,
): Promise<Map<string, Row | Error>> {
  return new Map(plan.doctype.isSingle ? await readSingles(scope, plan, names) : await readBatch(scope, plan, names));
}

type Found = [name: string, doc: Row | Error];

async function readBatch(scope: RequestScope, plan: DocPlan, names: ReadonlySet<string>): Promise<Found[]> {
  const shape = toRowShape(plan, scope.model.info.capabilities.nestedChildRows);
  const wanted = [...names];
  const answers = await scope.loaders.rows(plan.doctype)(wanted, shape);
  const found = wanted.flatMap((name, index): Found[] => {
    const answer = answers[index];
    return answer ? [[name, answer instanceof Error ? answer : { ...answer }]] : [];
  });
  const rows = found.flatMap(([, doc]) => (doc instanceof Error ? [] : [doc]));
  try {
    await completeRows(scope, plan, rows, plan.doctype.isVirtual ? 'document' : 'list');
    return found;
  } catch (error) {
    return found.map(([name]) => [name, toError(error)]);
  }
}

/** A Single has no list; its only document has the DocType's name. */
async function readSingles(scope: RequestScope, plan: DocPlan, names: ReadonlySet<string>): Promise<Found[]> {
  if (!names.has(plan.doctype.name)) return [];
  const doc = await readDoc(scope, plan, plan.doctype.name).catch(toError);
  return doc ? [[plan.doctype.name, doc]] : [];
}
