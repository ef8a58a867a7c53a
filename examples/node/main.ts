import { readFile, writeFile } from 'node:fs/promises';
import { parse } from 'graphql';
// In a project of your own: from 'frappe-graphql-client'.
import { createClient, createDocForm, type GatewayClient, type TypedDocument } from '../../client/src/index.ts';

interface Order {
  name: string;
  modified: string | null;
  delivery_note: string | null;
}

const ORDER = parse(`
  query Order($name: ID!) { shopOrder(name: $name) { name modified delivery_note } }
`) as TypedDocument<{ shopOrder: Order | null }, { name: string }>;

const SAVE = parse(`
  mutation Save($name: ID!, $input: ShopOrderInput!, $ifModified: LocalDateTime) {
    updateShopOrder(name: $name, input: $input, ifModified: $ifModified) {
      shopOrder { name modified delivery_note }
    }
  }
`) as TypedDocument<
  { updateShopOrder: { shopOrder: Order | null } | null },
  { name: string; input: object; ifModified: string | null }
>;

const CHANGES = parse(`
  subscription Changes($after: String) { shopOrderChanged(after: $after) { event name resumeToken } }
`) as TypedDocument<
  { shopOrderChanged: { event: string; name: string; resumeToken: string } },
  { after: string | null }
>;

/** Opens a client for a server, which has an API key of its own. */
export function openClient(url: string, authorization: string): GatewayClient {
  return createClient({ url: `${url}/graphql`, authorization: () => authorization });
}

/** Sets the note of an order. Changes of others to other fields are kept. @throws Error if it was refused. */
export async function setNote(client: GatewayClient, name: string, note: string): Promise<Order> {
  const read = async () => (await client.query(ORDER, { name })).data.shopOrder;
  const save = async (input: object, ifModified: string | null) =>
    (await client.mutate(SAVE, { name, input, ifModified })).data.updateShopOrder?.shopOrder ?? null;
  const form = createDocForm<Order>({ doc: await read(), read, save });
  form.set('delivery_note', note);
  let saved = await form.save();
  if (form.get().conflicts.length > 0) {
    form.resolve('mine');
    saved = await form.save();
  }
  if (saved !== null) return saved;
  const { errors } = form.get();
  throw new Error([...errors.form, ...Object.values(errors.fields)].join('\n'));
}

/**
 * Yields a line for each change of an order, and keeps the place in a file: after a restart, it goes on where it was.
 *
 * @param signal ends it.
 */
export async function* followOrders(client: GatewayClient, placeFile: string, signal: AbortSignal) {
  const after = await readFile(placeFile, 'utf8').catch(() => null);
  for await (const { data } of client.subscribe(CHANGES, { after }, { signal })) {
    const { event, name, resumeToken } = data.shopOrderChanged;
    yield `${event} ${name}`;
    // Afterwards: a change whose line was not taken comes again.
    await writeFile(placeFile, resumeToken);
  }
}

if (import.meta.main) {
  const client = openClient(process.env.GATEWAY_URL ?? 'http://127.0.0.1:4000', process.env.AUTHORIZATION ?? '');
  const [name] = process.argv.slice(2);
  if (name !== undefined) console.log(await setNote(client, name, 'From Node'));
  const signal = new AbortController().signal;
  for await (const line of followOrders(client, '.orders-place', signal)) console.log(line);
}
