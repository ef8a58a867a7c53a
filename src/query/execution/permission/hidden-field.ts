import { GatewayError } from '../../../errors.ts';
import type { Row } from '../../plan/read-plan.ts';
import { reported } from '../../plan/refused-value.ts';

/** Stands in for the value of a docfield that the caller cannot read: null, with this error. */
export function hiddenField(fieldname: string): GatewayError {
  return new GatewayError('FORBIDDEN', `You are not allowed to read ${fieldname}.`, { field: fieldname });
}

/** Stands in for a value of which it is not known whether the caller may read it. */
export function unknownRights(fieldname: string): GatewayError {
  const reason = "the site does not report your roles, and the gateway's account is not allowed to read them";
  return new GatewayError('FORBIDDEN', `You are not allowed to read ${fieldname}: ${reason}.`, { field: fieldname });
}

/** Empties a column of all rows: the first row has the error, and the others refer to it. */
export function hideColumn(rows: readonly Row[], column: string, error: Error = hiddenField(column)): void {
  rows.forEach((row, index) => {
    row[column] = index === 0 ? error : reported(error);
  });
}
