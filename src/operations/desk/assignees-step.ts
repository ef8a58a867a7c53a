import { toError } from '../../errors.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import type { Row, RowSource } from '../read-plan.ts';
import type { RequestScope } from '../request-scope.ts';

const SHAPE = { columns: ['name', '_assign'], tables: {} };

/** Lists have the column of assignees; single documents lack it, alone of such columns, and a list is asked for it. */
export async function assigneesStep(
  scope: RequestScope,
  doctype: DocTypeMeta,
  rows: readonly Row[],
  source: RowSource,
): Promise<void> {
  if (source === 'list' || doctype.isSingle || doctype.isVirtual) return;
  const shapeKey = JSON.stringify(SHAPE);
  await Promise.all(
    rows.map(async (row) => {
      const key = { name: String(row.name), shape: SHAPE, shapeKey };
      row._assign = await scope.loaders
        .rows(doctype)
        .load(key)
        .then((found) => found?._assign ?? null, toError);
    }),
  );
}
