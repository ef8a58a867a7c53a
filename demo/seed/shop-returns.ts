import type { DemoDatabase, Row } from '../database/demo-database.ts';
import { rowName } from './row-names.ts';
import { standardRow } from './standard-row.ts';

const WORKFLOW = 'Shop Return Approval';
const STATES = [
  ['Draft', '0', 'Shop Sales'],
  ['Pending Approval', '0', 'Shop Manager'],
  ['Approved', '1', 'Shop Manager'],
  ['Rejected', '0', 'Shop Manager'],
  ['Cancelled', '2', 'Shop Manager'],
] as const;
const TRANSITIONS = [
  ['Draft', 'Submit for Approval', 'Pending Approval', 'Shop Sales'],
  ['Pending Approval', 'Approve', 'Approved', 'Shop Manager'],
  ['Pending Approval', 'Reject', 'Rejected', 'Shop Manager'],
  ['Approved', 'Cancel', 'Cancelled', 'Shop Manager'],
] as const;

/** The workflow of returns, some returns, some notes, and rows of the DocTypes with awkward names. */
export function seedReturns(database: DemoDatabase): void {
  seedWorkflow(database);
  const states = ['Draft', 'Pending Approval', 'Draft', 'Rejected'];
  const returns = Array.from({ length: 12 }, (_, index) => {
    const order = `SO-2026-${String(index + 4).padStart(5, '0')}`;
    const values = { order, reason: `broken ${index}`, amount: index * 10, workflow_state: states[index % 4] };
    return standardRow(`RET-${String(index + 1).padStart(5, '0')}`, values);
  });
  database.insertMany('Shop Return', returns);
  database.insertMany('Shop Note', noteRows());
  const model = {
    title: 'Model 1',
    '2nd_line': 'second',
    __private: 'p',
    from: 'here',
    class: 'A',
    größe: 1.5,
    名前: '名',
  };
  database.insert('Shop 3D-Model v2', { ...standardRow('1', model), name: 1 });
  const part = { parent: '1', parenttype: 'Shop 3D-Model v2', parentfield: 'parts', idx: 1, part: 'wheel', qty: 4 };
  database.insert('Shop 3D Part', standardRow(rowName('3d/1'), part));
  database.insert('Subscription', standardRow('SUB-0001', { customer: 'CUST-00001', query: 'a query', active: 1 }));
  database.insert('Shop_Item', standardRow('first', { note: 'same GraphQL name as Shop Item' }));
  database.insert('3D Model (v2)', standardRow(rowName('3D Model (v2)'), { title: 'Custom' }));
}

function noteRows(): Row[] {
  const owners = ['alice@example.com', 'carol@example.com', 'gateway@example.com'];
  return Array.from({ length: 9 }, (_, index) => {
    const values = { title: `Note ${index + 1}`, content: `<p>Note ${index + 1}</p>`, is_private: index % 2 };
    return { ...standardRow(rowName(`note/${index}`), values), owner: owners[index % 3] };
  });
}

function seedWorkflow(database: DemoDatabase): void {
  for (const [state] of STATES) database.insert('Workflow State', standardRow(state, { workflow_state_name: state }));
  const actions = new Set(TRANSITIONS.map(([, action]) => action));
  for (const action of actions)
    database.insert('Workflow Action Master', standardRow(action, { workflow_action_name: action }));
  const fields = {
    workflow_name: WORKFLOW,
    document_type: 'Shop Return',
    is_active: 1,
    workflow_state_field: 'workflow_state',
  };
  database.insert('Workflow', standardRow(WORKFLOW, fields));
  for (const [index, [state, doc_status, allow_edit]] of STATES.entries()) {
    database.insert('Workflow Document State', childOf('states', index, { state, doc_status, allow_edit }));
  }
  for (const [index, [state, action, next_state, allowed]] of TRANSITIONS.entries()) {
    const values = { state, action, next_state, allowed, allow_self_approval: 1 };
    database.insert('Workflow Transition', childOf('transitions', index, values));
  }
}

function childOf(parentfield: string, index: number, values: Row): Row {
  const at = { parent: WORKFLOW, parenttype: 'Workflow', parentfield, idx: index + 1 };
  return standardRow(rowName(`${WORKFLOW}/${parentfield}/${index}`), { ...values, ...at });
}
