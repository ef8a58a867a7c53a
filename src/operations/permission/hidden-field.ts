import { GatewayError } from '../../errors.ts';
import type { Row } from '../read-plan.ts';

/** Stands in for the value of a docfield that the caller may not read: null, with this error. */
export function hiddenField(fieldname: string): GatewayError {
  return new GatewayError('FORBIDDEN', `You may not read ${fieldname}.`, { field: fieldname });
}

/** Empties a column of all rows: the first row tells of it, the others are null. */
export function hideColumn(rows: readonly Row[], column: string): void {
  rows.forEach((row, index) => {
    row[column] = index === 0 ? hiddenField(column) : null;
  });
}
