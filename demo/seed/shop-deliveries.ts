import type { DemoDatabase } from '../database/demo-database.ts';
import { rowName } from './row-names.ts';
import { standardRow } from './standard-row.ts';

const ROUTES = ['North 1-A', 'South 2-B', null, 'North 1-A'];
const STATES = ['Loaded', 'Underway', 'Delivered', ''];

/**
 * Deliveries, whose docfields have the names of Frappe's optional columns in their own: sites up to v16 leave some of
 * them out of lists.
 */
export function seedDeliveries(database: DemoDatabase): void {
  for (const [index, route_assignment] of ROUTES.entries()) {
    const name = `DEL-${String(index + 1).padStart(5, '0')}`;
    const values = {
      order: `SO-2026-${String(index + 4).padStart(5, '0')}`,
      route_assignment,
      place_seen: index === 2 ? null : `Depot ${index + 1}`,
      last_seen: `2026-11-${10 + index} 08:30:00`,
      courier_seen: `CUST-0000${index + 1}`,
      state_seen: STATES[index],
      proof_seen: index === 0 ? '/files/proof-1.png' : null,
      party_type_seen: index % 2 === 0 ? 'Shop Customer' : 'Shop Item',
      party_seen: index % 2 === 0 ? `CUST-0000${index + 2}` : `ITEM-000${index + 1}`,
    };
    database.insert('Shop Delivery', standardRow(name, values));
    for (let stop = 0; stop <= index % 3; stop += 1) {
      const place = { parent: name, parenttype: 'Shop Delivery', parentfield: 'stops', idx: stop + 1 };
      const row = {
        customer: `CUST-0000${stop + 1}`,
        reviewer_comments: stop === 1 ? null : `Stop ${stop + 1} of ${name}`,
        helper_assignment: stop === 0 ? 'CUST-00005' : null,
        signed_seen: stop % 2,
      };
      database.insert('Shop Delivery Stop', standardRow(rowName(`${name}/${stop}`), { ...row, ...place }));
    }
  }
}
