import { type DemoDatabase, quote, type Row, tableOf } from '../database/demo-database.ts';
import type { GivenRows } from './read-rows.ts';

/** The DocTypes that the rows of a Workflow link to, by the tables and their docfields. */
const LINKED = [
  ['Workflow State', 'states', 'state'],
  ['Workflow Action Master', 'transitions', 'action'],
] as const;

/** Fixtures with the states and actions that Workflows name, if an app does not export these. */
export function withWorkflowLinks(fixtures: readonly Row[]): Row[] {
  const named = LINKED.flatMap(([doctype, table, fieldname]) => {
    const known = new Set(fixtures.filter((doc) => doc.doctype === doctype).map(({ name }) => String(name)));
    const names = fixtures.flatMap((doc) => (doc.doctype === 'Workflow' ? rowsOf(doc, table) : []));
    const missing = new Set(names.map((row) => String(row[fieldname])).filter((name) => !known.has(name)));
    return [...missing].map((name) => ({ doctype, name }));
  });
  return [...fixtures, ...named];
}

/**
 * Gives the documents of active Workflows a state. Made-up ones are spread over the states of their docstatus; given
 * ones keep theirs, or get the first one, as a new document does on a site (`frappe/model/workflow.py`).
 */
export function fitWorkflows(database: DemoDatabase, fixtures: readonly Row[], given: GivenRows): void {
  for (const workflow of fixtures.filter((doc) => doc.doctype === 'Workflow' && Number(doc.is_active ?? 0) === 1)) {
    const [doctype, field] = [String(workflow.document_type), String(workflow.workflow_state_field)];
    if (!database.columnsOf(doctype).has(field)) continue;
    const states = rowsOf(workflow, 'states');
    const table = tableOf(doctype);
    for (const [index, row] of database
      .all(`SELECT name, docstatus, ${quote(field)} AS state FROM ${table}`)
      .entries()) {
      const possible = states.filter(({ doc_status }) => Number(doc_status ?? 0) === Number(row.docstatus));
      const state = given.has(doctype) ? (row.state ?? possible[0]?.state) : possible[index % possible.length]?.state;
      database.run(`UPDATE ${table} SET ${quote(field)} = ? WHERE name = ?`, [state ?? null, row.name]);
    }
  }
}

function rowsOf(doc: Row, table: string): Row[] {
  return (doc[table] ?? []) as Row[];
}
