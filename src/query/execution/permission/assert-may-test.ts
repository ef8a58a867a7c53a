import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import { type Condition, type Filter, isTreeTest } from '../../plan/filter.ts';
import { guardedFieldsOf } from '../../plan/guarded-fields.ts';
import { assertTakesOrder } from '../../plan/order-text.ts';
import { type SortKey, toOrderBy } from '../../plan/sort-order.ts';
import type { RequestScope } from '../scope/request-scope.ts';
import { refusalToSee } from './permlevels.ts';

/**
 * Refuses a filter on a docfield that the caller cannot read: until v16, sites answer it, so that its value can be
 * found out by trying. Asks for the caller's roles only where the filter tests such a docfield. Tests of linked
 * documents is checked where their names are asked for.
 *
 * @param permitting the DocType whose permissions decide: for child rows, their parent's.
 * @throws GatewayError `FORBIDDEN`
 */
export async function assertMayTest(
  scope: RequestScope,
  doctype: DocTypeMeta,
  filter: Filter,
  permitting = doctype,
): Promise<void> {
  switch (filter.kind) {
    case 'and':
    case 'or':
      for (const part of filter.parts) await assertMayTest(scope, doctype, part, permitting);
      return;
    case 'not':
      return assertMayTest(scope, doctype, filter.part, permitting);
    case 'child': {
      const child = scope.model.doctypes.get(filter.child);
      await assertMayUse(scope, permitting, doctype, filter.table);
      if (child) await assertMayTest(scope, child, filter.filter, permitting);
      return;
    }
    case 'link':
      return assertMayUse(scope, permitting, doctype, filter.fieldname);
    case 'condition':
      await assertMayUse(scope, permitting, doctype, filter.fieldname);
      return assertMayUseTree(scope, doctype, filter);
  }
}

/** Filtering by ancestors or descendants reveals a node's link to its parent. */
async function assertMayUseTree(scope: RequestScope, doctype: DocTypeMeta, test: Condition): Promise<void> {
  if (!isTreeTest(test)) return;
  const link = doctype.docfields.find(({ fieldname }) => fieldname === test.fieldname);
  const tree = link ? scope.model.doctypes.get(link.options ?? '') : doctype;
  if (tree?.treeParentField) await assertMayUse(scope, tree, tree, tree.treeParentField);
}

/**
 * Refuses an order that the site does not take, or by a docfield that the caller cannot read.
 *
 * @throws GatewayError `BAD_USER_INPUT`, `FORBIDDEN`
 */
export async function assertMaySort(
  scope: RequestScope,
  doctype: DocTypeMeta,
  orderBy: readonly SortKey[],
): Promise<void> {
  assertTakesOrder(scope.model.info.capabilities, toOrderBy(doctype, orderBy), 'orderBy');
  for (const { fieldname } of orderBy) await assertMayUse(scope, doctype, doctype, fieldname);
}

/**
 * Refuses the use of a docfield whose values the caller cannot see as they are stored.
 *
 * @param permitting the DocType whose permissions decide: for child rows, their parent's.
 * @throws GatewayError `FORBIDDEN`
 */
export async function assertMayUse(
  scope: RequestScope,
  permitting: DocTypeMeta,
  doctype: DocTypeMeta,
  fieldname: string,
): Promise<void> {
  if (!guardedFieldsOf(doctype).has(fieldname)) return;
  const refusal = await refusalToSee(scope, permitting, doctype, fieldname);
  if (refusal) throw refusal;
}

/** The columns and tables of a DocType that a filter tests, without those of other DocTypes. */
export function fieldnamesIn(filter: Filter): string[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.parts.flatMap(fieldnamesIn);
    case 'not':
      return fieldnamesIn(filter.part);
    case 'child':
      return [filter.table];
    default:
      return [filter.fieldname];
  }
}
