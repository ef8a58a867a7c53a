import { type DemoDatabase, type Row, tableOf } from '../database/demo-database.ts';
import type { SeedLog } from './seed-log.ts';
import type { SiteClient } from './site-client.ts';

const MASTERS = ['Workflow State', 'Workflow Action Master'];
const CHILDREN = { states: 'Workflow Document State', transitions: 'Workflow Transition' };

/** Makes the states and actions that workflows and their documents name. */
export async function installWorkflowStates(site: SiteClient, log: SeedLog, database: DemoDatabase): Promise<void> {
  for (const doctype of MASTERS) {
    const present = new Set((await site.list(doctype, ['name']))?.map((row) => row.name));
    for (const row of database.all(`SELECT * FROM ${tableOf(doctype)}`)) {
      if (present.has(row.name)) continue;
      const key = doctype === 'Workflow State' ? 'workflow_state_name' : 'workflow_action_name';
      await site.insert(doctype, { [key]: row.name });
      log.changed(`${doctype} ${String(row.name)}`);
    }
  }
}

/** Makes the workflows. After the documents: one that is in a later state could not be inserted any more. */
export async function installWorkflows(site: SiteClient, log: SeedLog, database: DemoDatabase): Promise<void> {
  const present = new Set((await site.list('Workflow', ['name']))?.map((row) => row.name));
  for (const row of database.all('SELECT * FROM `tabWorkflow`')) {
    if (present.has(row.name)) continue;
    const { workflow_name, document_type, is_active, workflow_state_field } = row;
    const tables = Object.entries(CHILDREN).map(([fieldname, child]) => [
      fieldname,
      childRows(database, child, String(row.name)),
    ]);
    const own = { workflow_name, document_type, is_active, workflow_state_field };
    await site.insert('Workflow', { ...own, ...Object.fromEntries(tables) });
    log.changed(`Workflow ${String(row.name)}`);
  }
}

function childRows(database: DemoDatabase, child: string, parent: string): Row[] {
  const keys = ['state', 'doc_status', 'allow_edit', 'action', 'next_state', 'allowed', 'allow_self_approval'];
  const rows = database.all(`SELECT * FROM ${tableOf(child)} WHERE parent = ? ORDER BY idx`, [parent]);
  return rows.map((row) => Object.fromEntries(keys.filter((key) => row[key] != null).map((key) => [key, row[key]])));
}
