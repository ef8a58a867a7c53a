import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { writePng } from '../../../../demo/files/shrink-picture.ts';
import type { GraphqlAnswer } from '../../../support/start-gateway.ts';
import type { ContractCase } from '../../contract-case.ts';
import type { Caller, ContractSite } from '../../contract-site.ts';
import { done, nameFor, refused, remove } from './write-case.ts';

const UPLOAD = `mutation ($file: Upload!, $attachTo: AttachTo, $folder: String) {
  done: uploadFile(file: $file, attachTo: $attachTo, folder: $folder) { file { name url folder } }
}`;
const REPLACE = `mutation ($name: ID!, $file: Upload!) {
  done: replaceFile(name: $name, file: $file) {
    replacedName file { name url fileName isPrivate folder attachedToName attachedToField }
  }
}`;
const ATTACH = `mutation ($name: ID!, $attachTo: AttachTo!) { done: attachFile(name: $name, attachTo: $attachTo) {
  file { name url isPrivate attachedToName attachedToField }
  document { ... on ShopCustomer { contract { url } } }
} }`;
const ATTACH_URL = `mutation ($url: String!, $attachTo: AttachTo!, $fileName: String, $isPrivate: Boolean) {
  done: attachUrl(url: $url, attachTo: $attachTo, fileName: $fileName, isPrivate: $isPrivate) {
    file { name url fileName isPrivate attachedToField }
    document { ... on ShopCustomer { contract { url } } }
    messages { text }
  }
}`;
const ADD_FOLDER = `mutation ($name: String!, $parent: ID = "Home") {
  done: addFolder(name: $name, parent: $parent) { file { name folder fileName } }
}`;
const MOVE =
  'mutation ($name: ID!, $folder: ID!) { done: moveFile(name: $name, folder: $folder) { file { name folder } } }';
const LIST = `query ($folder: ID!) {
  fileDocs(filter: { folder: { eq: $folder } }, orderBy: [{ name: ASC }], first: 20) { nodes { name is_folder } }
}`;

/** Files that are attached, replaced and put into folders. */
export const FILE_CASES: readonly ContractCase[] = [
  {
    name: 'a file of the site is attached to a further document, with its content and privacy',
    run: async (site) => {
      const file = await store(site, { content: own('shared') });
      const customer = await createCustomer(site);
      const attachTo = { doctype: 'Shop Customer', name: customer, field: 'contract' };
      const { done: attached } = await done(site, ATTACH, { name: file.name, attachTo });
      expect(attached).toEqual({
        file: {
          name: expect.any(String),
          url: file.url,
          isPrivate: true,
          attachedToName: customer,
          attachedToField: 'contract',
        },
        document: { contract: { url: file.url } },
      });
      expect(attached.file.name).not.toBe(file.name);
      await remove(site, 'deleteFileDoc', [attached.file.name, file.name]);
      await remove(site, 'deleteShopCustomer', [customer]);
    },
  },
  {
    name: "somebody else's private file can be attached neither by its name nor by its address",
    run: async (site) => {
      const file = await store(site, { content: own('secret') });
      const attachTo = { doctype: 'Shop Customer', name: 'CUST-00001' };
      const byName = await refused(site, ATTACH, { name: file.name, attachTo }, 'gateway');
      expect(byName.code).toBe('FORBIDDEN');
      for (const url of [
        file.url,
        `https://example.com${file.url}`,
        `https://example.com${file.url.replace('/f', '%2Ff')}`,
      ]) {
        const byUrl = await refused(site, ATTACH_URL, { url, attachTo }, 'gateway');
        expect([byUrl.code, byUrl.field]).toEqual(['BAD_USER_INPUT', 'url']);
      }
      await remove(site, 'deleteFileDoc', [file.name]);
    },
  },
  {
    name: 'an address elsewhere is attached as it was given, and is private unless said otherwise',
    run: async (site) => {
      const customer = await createCustomer(site);
      const attachTo = { doctype: 'Shop Customer', name: customer, field: 'contract' };
      const url = 'https://example.com/terms/General%20terms.pdf?sign=a%2Bb';
      const { done: secret } = await done(site, ATTACH_URL, { url, attachTo });
      // v14 decodes an address again when its File is made private.
      const kept = site.version === 14 ? 'https://example.com/terms/General terms.pdf?sign=a+b' : url;
      expect(secret).toMatchObject({
        file: { url: kept, fileName: 'General terms.pdf', isPrivate: true, attachedToField: 'contract' },
        document: { contract: { url: kept } },
      });
      expect(secret.messages).toHaveLength(site.version === 14 ? 1 : 0);
      const open = { url, attachTo: { ...attachTo, field: null }, isPrivate: false, fileName: 'Open.pdf' };
      const { done: shown } = await done(site, ATTACH_URL, open);
      expect(shown.file).toMatchObject({ url, fileName: 'Open.pdf', isPrivate: false });
      await remove(site, 'deleteFileDoc', [secret.file.name, shown.file.name]);
      await remove(site, 'deleteShopCustomer', [customer]);
    },
  },
  {
    name: 'a file takes the place of another in its document and docfield, and the old one is gone',
    run: async (site) => {
      const customer = await createCustomer(site);
      const attachTo = { doctype: 'Shop Customer', name: customer, field: 'contract' };
      const old = await store(site, { content: own('old'), variables: { attachTo } });
      const content = own('new');
      const { done: replaced } = await sent(site, REPLACE, {
        content,
        fileName: 'terms-2.txt',
        variables: { name: old.name },
      });
      expect(replaced).toEqual({
        replacedName: old.name,
        file: {
          ...{ name: expect.any(String), url: expect.stringMatching(/^\/private\/files\//), fileName: 'terms-2.txt' },
          ...{ isPrivate: true, folder: 'Home', attachedToName: customer, attachedToField: 'contract' },
        },
      });
      const { shopCustomer } = await done(site, 'query ($n: ID!) { shopCustomer(name: $n) { contract { url } } }', {
        n: customer,
      });
      expect(shopCustomer.contract).toEqual({ url: replaced.file.url });
      const headers = { authorization: site.authorization('carol') };
      expect(await (await fetch(`${site.url}${replaced.file.url}`, { headers })).text()).toBe(content);
      expect(await done(site, 'query ($n: ID!) { fileDoc(name: $n) { name } }', { n: old.name })).toEqual({
        fileDoc: null,
      });
      expect((await fetch(`${site.url}${old.url}`, { headers })).status).not.toBe(200);
      // A user who can read a file may not be allowed to replace it.
      const { errors } = await send(site, REPLACE, { content: 'x', variables: { name: replaced.file.name } }, 'bob');
      expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
      await remove(site, 'deleteShopCustomer', [customer]);
    },
  },
  {
    name: 'folders are made, listed and moved, and files move between them',
    run: async (site) => {
      const name = `${own('folder')}`;
      const { done: made } = await done(site, ADD_FOLDER, { name });
      const top = `Home/${name}`;
      expect(made.file).toEqual({ name: top, folder: 'Home', fileName: name });
      expect((await refused(site, ADD_FOLDER, { name })).code).toBe('CONFLICT');
      await done(site, ADD_FOLDER, { name: 'one', parent: top });
      await done(site, ADD_FOLDER, { name: 'two', parent: top });
      const file = await store(site, { content: own('moving'), variables: { folder: `${top}/one` } });
      expect(file.folder).toBe(`${top}/one`);
      const { done: moved } = await done(site, MOVE, { name: file.name, folder: `${top}/two` });
      expect(moved.file).toEqual({ name: file.name, folder: `${top}/two` });
      const { done: below } = await done(site, MOVE, { name: `${top}/two`, folder: `${top}/one` });
      expect(below.file).toEqual({ name: `${top}/one/two`, folder: `${top}/one` });
      const { fileDocs } = await done(site, LIST, { folder: `${top}/one/two` });
      expect(fileDocs.nodes).toEqual([{ name: file.name, is_folder: false }]);
      // Another user sees the folder, and cannot move it; a folder of another user takes files.
      expect((await refused(site, MOVE, { name: `${top}/one`, folder: 'Home' }, 'bob')).code).toBe('FORBIDDEN');
      const others = await store(site, { content: own('other') }, 'bob');
      expect((await done(site, MOVE, { name: others.name, folder: top }, 'bob')).done.file.folder).toBe(top);
      for (const each of [file.name, `${top}/one/two`, `${top}/one`]) await remove(site, 'deleteFileDoc', [each]);
      await site.ask(`mutation { deleteFileDoc(name: "${others.name}") { name } }`, { as: 'bob' });
      await remove(site, 'deleteFileDoc', [top]);
      expect((await done(site, LIST, { folder: top })).fileDocs.nodes).toEqual([]);
    },
  },
  {
    name: 'a picture is made smaller by the site, and keeps its proportions',
    run: async (site) => {
      const query = `mutation ($file: Upload!, $size: PictureSize) {
        done: uploadFile(file: $file, shrinkTo: $size) { file { name url size } messages { text } }
      }`;
      const content = picture(900, 600);
      const variables = { size: { maxWidth: 300, maxHeight: 300 } };
      const { done: stored } = await sent(site, query, { content, fileName: `${own('p')}.png`, variables });
      const headers = { authorization: site.authorization('carol') };
      const bytes = Buffer.from(await (await fetch(`${site.url}${stored.file.url}`, { headers })).arrayBuffer());
      expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([300, 200]);
      expect([stored.file.size, stored.messages]).toEqual([bytes.length, []]);
      const broken = await sent(site, query, { content: own('broken'), fileName: `${own('b')}.png`, variables });
      expect(broken.done.messages[0].text).toMatch(/^Failed to optimize image/);
      await remove(site, 'deleteFileDoc', [stored.file.name, broken.done.file.name]);
    },
  },
  {
    name: 'a folder that is none is refused before anything is written',
    run: async (site) => {
      const file = await store(site, { content: own('lost') });
      for (const folder of [file.name, 'Home/none']) {
        const error = await refused(site, MOVE, { name: file.name, folder });
        expect([error.code, error.field]).toEqual(['BAD_USER_INPUT', 'folder']);
        const parent = await refused(site, ADD_FOLDER, { name: 'x', parent: folder });
        expect([parent.code, parent.field]).toEqual(['BAD_USER_INPUT', 'parent']);
      }
      await remove(site, 'deleteFileDoc', [file.name]);
    },
  },
];

/** A picture of noise, which no compression makes shorter. */
function picture(width: number, height: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(writePng({ width, height, depth: 3, pixels: randomBytes(width * height * 3) }));
}

interface SentFile {
  content: string | Uint8Array<ArrayBuffer>;
  fileName?: string;
  variables?: Record<string, unknown>;
}

let count = 0;

/** A text that no other run sends: sites keep equal contents once. */
function own(what: string): string {
  count += 1;
  return `W-${what}-${process.pid}-${Date.now()}-${count}`;
}

async function createCustomer(site: ContractSite): Promise<string> {
  const values = { customer_name: 'Files', email: `${own('c').toLowerCase()}@files.test`, region: 'South' };
  const query = 'mutation ($input: ShopCustomerInput!) { createShopCustomer(input: $input) { shopCustomer { name } } }';
  const input = { ...(await nameFor(site, 'ShopCustomer')), ...values };
  return (await done(site, query, { input })).createShopCustomer.shopCustomer.name;
}

async function store(site: ContractSite, file: SentFile, as: Caller = 'carol') {
  const { done: stored } = await sent(site, UPLOAD, file, as);
  return stored.file as { name: string; url: string; folder: string };
}

/** Sends a file, and expects no error. */
async function sent(site: ContractSite, query: string, file: SentFile, as: Caller = 'carol') {
  const answer = await send(site, query, file, as);
  expect(answer.errors).toBeUndefined();
  return answer.data;
}

async function send(site: ContractSite, query: string, file: SentFile, as: Caller): Promise<GraphqlAnswer> {
  const { content, fileName = `${String(content)}.txt`, variables = {} } = file;
  const body = new FormData();
  body.append('operations', JSON.stringify({ query, variables: { ...variables, file: null } }));
  body.append('map', '{"0":["variables.file"]}');
  body.append('0', new Blob([content], { type: 'text/plain' }), fileName);
  const headers = { 'x-requested-with': 'contract', authorization: site.authorization(as) };
  const response = await fetch(`${site.url}/graphql`, { method: 'POST', headers, body });
  return { status: response.status, ...((await response.json()) as Omit<GraphqlAnswer, 'status'>) };
}
