import { expect } from 'vitest';
import { type Exchange, readRecording } from '../../../demo/recording.ts';
import type { GraphqlAnswer } from '../../../support/start-gateway.ts';
import type { ContractCase } from '../../contract-case.ts';
import type { ContractSite } from '../../contract-site.ts';
import { answers, forbids, recorded } from './recorded-case.ts';

const needsDemo = 'It would change documents that other cases read.';
const ORDER = 'doctype: "Shop Order", name: "SO-2026-00003"';

/** The recorded exchanges `desk.*`. */
export const RECORDED_DESK_CASES: readonly ContractCase[] = [
  recorded('desk.search_link', 'a link offers names, titles and search fields', async (site) => {
    const query = '{ searchLink(doctype: "Shop Customer", text: "Labs", first: 3) { name label description } }';
    const { data } = await site.ask(query);
    expect(data.searchLink).toHaveLength(3);
    for (const { name, label, description } of data.searchLink) {
      expect(label).toContain('Labs');
      expect(description).toContain(name);
    }
  }),
  answers('desk.validate_link', '{ shopCustomer(name: "CUST-00001") { name customer_name } }', {
    shopCustomer: { name: 'CUST-00001', customer_name: 'Bolt Works 1' },
  }),
  recorded('desk.getdoc', 'a document comes with what is kept beside it', async (site) => {
    const { data, errors } = await site.ask(`{ shopOrder(name: "SO-2026-00003") {
      name status items { item { name } } customer { _meta { title } }
      _meta { tags isFollowed comments { name } attachments { name } versions { name } permissions { read submit } }
    } }`);
    expect(errors).toBeUndefined();
    expect(data.shopOrder).toMatchObject({
      status: 'Draft',
      items: [{ item: { name: 'ITEM-0379' } }, { item: { name: 'ITEM-0197' } }],
      customer: { _meta: { title: "O'Brien GmbH 1674" } },
      _meta: { isFollowed: false, permissions: { read: true, submit: true } },
    });
  }),
  changing('desk.add_comment', 'a comment has its author', async (site) => {
    const { comment } = await done(
      site,
      `addComment(${ORDER}, content: "note") { comment { content owner { name } } }`,
    );
    expect(comment).toEqual({
      content: bodyOf(site, 'desk.add_comment').content,
      owner: { name: 'gateway@example.com' },
    });
  }),
  changing('desk.add_tag', 'a tag is among the tags', async (site) => {
    const tagged = await done(site, `addTag(${ORDER}, tag: "recorded") { document { _meta { tags } } }`);
    expect(tagged.document._meta.tags).toContain(bodyOf(site, 'desk.add_tag'));
    await done(site, `removeTag(${ORDER}, tag: "recorded") { messages { text } }`);
  }),
  changing('desk.assign', 'who is assigned is among the assignees', async (site) => {
    const asked = 'document { _meta { assignedTo { name } assignments { description user { name } } } }';
    const { document } = await done(
      site,
      `assign(${ORDER}, users: ["carol@example.com"], description: "x") { ${asked} }`,
    );
    const { owner } = bodyOf(site, 'desk.assign')[0];
    expect(document._meta.assignedTo).toEqual([{ name: owner }]);
    expect(document._meta.assignments).toEqual([{ description: 'x', user: { name: owner } }]);
    await done(site, `unassign(${ORDER}, user: "carol@example.com") { messages { text } }`);
  }),
  {
    ...recorded('desk.report', 'a report has its columns as types and its rows by their fieldnames', async (site) => {
      const query = `{ runReport(name: "Shop Orders by Region") {
        columns { fieldname label fieldtype options width } rows totalRow chart message
      } }`;
      const { data } = await site.ask(query);
      const { columns, result } = bodyOf(site, 'desk.report') as ReportBody;
      const shown = columns.map((column) => ({ options: null, ...column, width: Number(column.width) }));
      expect(data.runReport).toMatchObject({ columns: shown, totalRow: null, chart: null, message: null });
      for (const row of data.runReport.rows) expect(Object.keys(row)).toEqual(Object.keys(result[0] ?? {}));
    }),
    needsApp: 'shopfloor',
  },
  recorded('desk.workflow-transitions', 'transitions are those that the caller may take', async (site) => {
    const query = '{ shopReturn(name: "RET-00001") { _meta { workflow { state transitions { action } } } } }';
    const { data, errors } = await site.ask(query);
    expect(errors).toBeUndefined();
    expect(Array.isArray(data.shopReturn._meta.workflow.transitions)).toBe(true);
  }),
  changing('desk.workflow-apply', 'an action that cannot be taken is refused', async (site) => {
    const { errors } = await site.ask(
      'mutation { applyWorkflowShopReturn(name: "RET-00001", action: "No such thing") { shopReturn { name } } }',
    );
    expect(errors?.map(({ path }) => path)).toEqual([['applyWorkflowShopReturn']]);
    expect(['INVALID', 'BAD_USER_INPUT']).toContain(errors?.[0]?.extensions.code);
  }),
  changing('desk.workflow-docstatus-bypass', 'a workflow is not passed by', async (site) => {
    const { errors } = await site.ask('mutation { submitShopReturn(name: "RET-00001") { shopReturn { name } } }');
    expect(errors?.map(({ path }) => path)).toEqual([['submitShopReturn']]);
  }),
  recorded('desk.tree', 'the children of a node are those that the site shows', async (site) => {
    const query = '{ shopRegion(name: "North") { _meta { children(first: 10) { nodes { name } } } } }';
    const { data } = await site.ask(query);
    const names = (bodyOf(site, 'desk.tree') as { value: string }[]).map(({ value }) => value);
    expect(data.shopRegion._meta.children.nodes.map(({ name }: { name: string }) => name).sort()).toEqual(names.sort());
  }),
  forbids('desk.print-pdf', `{ printPdf(${ORDER}) { name type } }`, 'UPSTREAM_ERROR', {}),
];

/** The recorded exchanges `file.*`. */
export const RECORDED_FILE_CASES: readonly ContractCase[] = [
  changing('file.upload', 'a file is attached, with its address and hash', async (site) => {
    const { data } = await upload(site, 'gateway');
    const file = bodyOf(site, 'file.upload') as Record<string, unknown>;
    expect(data.uploadFile.file).toEqual({
      fileName: file.file_name,
      url: file.file_url,
      isPrivate: true,
      type: file.file_type,
      size: file.file_size,
      contentHash: file.content_hash,
      attachedToDoctype: file.attached_to_doctype,
      attachedToName: file.attached_to_name,
    });
  }),
  changing('file.download-private', 'a private file comes to who may read its document', async (site) => {
    await upload(site, 'gateway');
    const headers = { authorization: site.authorization('gateway') };
    const response = await fetch(`${site.url}/private/files/hello.txt`, { headers });
    expect([response.status, await response.text()]).toEqual([
      200,
      exchangeOf(site, 'file.download-private').response.body,
    ]);
  }),
  recorded('file.download-private-guest', 'a private file is kept from a guest', async (site) => {
    const response = await fetch(`${site.url}/private/files/hello.txt`);
    expect([response.status, response.headers.get('content-type')]).toEqual([401, 'application/json']);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED', status: 403 } }] });
  }),
  recorded('file.upload-guest', 'a guest sends no file', async (site) => {
    const { status, errors } = await upload(site, 'guest');
    expect([status, errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  }),
];

interface ReportBody {
  columns: { fieldname: string; width: string }[];
  result: Record<string, unknown>[];
}

function changing(id: string, holds: string, run: (site: ContractSite) => Promise<void>): ContractCase {
  return { ...recorded(id, holds, run), needsDemo };
}

async function done(site: ContractSite, mutation: string) {
  const { data, errors } = await site.ask(`mutation { done: ${mutation} }`);
  expect(errors).toBeUndefined();
  return data.done;
}

async function upload(site: ContractSite, as: 'gateway' | 'guest') {
  const query = `mutation ($file: Upload!, $to: AttachTo) { uploadFile(file: $file, attachTo: $to) { file {
    fileName url isPrivate type size contentHash attachedToDoctype attachedToName
  } } }`;
  const to = { doctype: 'Shop Customer', name: 'CUST-00001' };
  const body = new FormData();
  body.append('operations', JSON.stringify({ query, variables: { file: null, to } }));
  body.append('map', '{"0":["variables.file"]}');
  body.append('0', new Blob(['hello recorded world'], { type: 'text/plain' }), 'hello.txt');
  const authorization: Record<string, string> = as === 'guest' ? {} : { authorization: site.authorization(as) };
  const headers = { 'x-requested-with': 'contract', ...authorization };
  const response = await fetch(`${site.url}/graphql`, { method: 'POST', headers, body });
  return { ...((await response.json()) as GraphqlAnswer), status: response.status };
}

function exchangeOf(site: ContractSite, id: string): Exchange {
  const exchange = readRecording(site.version).find((one) => one.id === id);
  if (exchange === undefined) throw new Error(`There is no recorded exchange ${id}.`);
  return exchange;
}

/** What a recorded method returned. */
// biome-ignore lint/suspicious/noExplicitAny: cases read recorded answers freely
function bodyOf(site: ContractSite, id: string): any {
  return (exchangeOf(site, id).response.body as { message: unknown }).message;
}
