import type { DocTypeMeta } from '../metadata/doctype-meta.ts';
import type { Filter } from './filter.ts';
import { hiddenField } from './hidden-field.ts';
import type { NormalFilter, NormalGroup } from './normalise-filter.ts';
import { permlevelsOf, readablePermlevels } from './permlevels.ts';
import type { RequestScope } from './request-scope.ts';

/**
 * Refuses a filter on a docfield that the caller may not read: until v16, sites answer it, so that its value can be
 * found out by trying. Asks for the caller's roles only where the filter tests such a docfield.
 *
 * @throws GatewayError `FORBIDDEN`
 */
export async function assertMayTest(scope: RequestScope, doctype: DocTypeMeta, filter: NormalFilter): Promise<void> {
  switch (filter.kind) {
    case 'and':
    case 'or':
      for (const part of (filter as NormalGroup).parts) await assertMayTest(scope, doctype, part);
      return;
    case 'child': {
      const child = scope.model.doctypes.get(filter.child);
      await assertMayUse(scope, doctype, doctype, filter.table);
      if (child)
        for (const fieldname of fieldnamesIn(filter.filter)) await assertMayUse(scope, doctype, child, fieldname);
      return;
    }
    default:
      await assertMayUse(scope, doctype, doctype, filter.fieldname);
  }
}

/** @param permitting the DocType whose permissions decide: for child rows, their parent's. */
export async function assertMayUse(
  scope: RequestScope,
  permitting: DocTypeMeta,
  doctype: DocTypeMeta,
  fieldname: string,
): Promise<void> {
  const permlevel = permlevelsOf(doctype).get(fieldname);
  if (permlevel === undefined) return;
  const { roles } = await scope.identity();
  if (!readablePermlevels(permitting, roles).has(permlevel)) throw hiddenField(fieldname);
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
