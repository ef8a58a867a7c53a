import type { Row } from '../database/demo-database.ts';

/** The columns that every row has, for a row that the Administrator made when the site was set up. */
export function standardRow(name: string, values: Row = {}, at = '2026-11-21 06:34:56.782999'): Row {
  return {
    name,
    owner: 'Administrator',
    creation: at,
    modified: at,
    modified_by: 'Administrator',
    docstatus: 0,
    idx: 0,
    ...values,
  };
}
