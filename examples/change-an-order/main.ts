import { type Caller, callerFromEnvironment, sendQuery } from '../send-query.ts';
import { AddNoteDocument } from './add-note.generated.ts';
import { OrderNoteDocument } from './order-note.generated.ts';

const MOST_TRIES = 3;

/** Adds a line to the note of an order, on top of whatever others write at the same time. Gives the whole note. */
export async function addNote(caller: Caller, name: string, line: string): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    const read = await sendQuery(caller, OrderNoteDocument, { name });
    const order = read.data?.shopOrder;
    if (!order) throw new Error(read.errors[0]?.message ?? `Order ${name} was not found.`);
    const note = order.delivery_note ? `${order.delivery_note}\n${line}` : line;
    const { data, errors } = await sendQuery(caller, AddNoteDocument, { name, note, ifModified: order.modified });
    const [error] = errors;
    if (error === undefined) return data?.updateShopOrder?.shopOrder?.delivery_note ?? '';
    if (error.extensions.code !== 'CONFLICT' || tries === MOST_TRIES) throw new Error(error.message);
  }
}

if (import.meta.main) console.log(await addNote(callerFromEnvironment(), 'SO-2026-00004', 'Leave it at the door.'));
