import { expect } from 'vitest';
import type { ContractCase } from '../../contract-case.ts';
import { createOrder, done, hasShopfloor, nameFor, refused, remove } from './write-case.ts';

const one = (mutation: string, selection = 'shopOrder { name docstatus status }') =>
  `mutation ($name: ID!) { ${mutation}(name: $name) { ${selection} } }`;

/** What the recorded exchanges about submitting, cancelling, amending, renaming and many documents are about. */
export const LIFECYCLE_CASES: readonly ContractCase[] = [
  {
    name: 'an order is submitted, cancelled and amended, each at its time',
    run: async (site) => {
      const { name } = await createOrder(site);
      expect((await refused(site, one('cancelShopOrder'), { name })).code).toBe('INVALID');
      const selection = 'shopOrder { name docstatus status currency { name } }';
      const { submitShopOrder } = await done(site, one('submitShopOrder', selection), { name });
      // The status follows from the shop's Python.
      const status = (text: string) => (hasShopfloor(site) ? { status: text } : {});
      expect(submitShopOrder.shopOrder).toMatchObject({ docstatus: 'SUBMITTED', ...status('Open') });
      const change =
        'mutation ($name: ID!, $input: ShopOrderInput) { updateShopOrder(name: $name, input: $input) { shopOrder { delivery_note } } }';
      const currency = submitShopOrder.shopOrder.currency?.name === 'USD' ? 'EUR' : 'USD';
      const locked = await refused(site, change, { name, input: { currency } });
      expect([locked.excType, locked.field]).toEqual(['UpdateAfterSubmitError', 'input.currency']);
      const note = await done(site, change, { name, input: { delivery_note: 'left at the door' } });
      expect(note.updateShopOrder.shopOrder.delivery_note).toBe('left at the door');
      expect((await refused(site, one('deleteShopOrder', 'name'), { name })).code).toBe('INVALID');
      expect((await refused(site, one('amendShopOrder'), { name })).field).toBe('name');
      const { cancelShopOrder } = await done(site, one('cancelShopOrder'), { name });
      expect(cancelShopOrder.shopOrder).toMatchObject({ docstatus: 'CANCELLED', ...status('Cancelled') });
      const amended = await done(
        site,
        one('amendShopOrder', 'shopOrder { name docstatus amended_from { name } items { qty rate } }'),
        { name },
      );
      expect(amended.amendShopOrder.shopOrder).toEqual({
        name: `${name}-1`,
        docstatus: 'DRAFT',
        amended_from: { name },
        items: [
          { qty: 2, rate: '10.0' },
          { qty: 1, rate: '5.5' },
        ],
      });
      await remove(site, 'deleteShopOrder', [`${name}-1`, name]);
    },
  },
  {
    name: 'a stale submit is a conflict',
    run: async (site) => {
      const { name } = await createOrder(site);
      const query =
        'mutation ($name: ID!) { submitShopOrder(name: $name, ifModified: "2020-01-01T00:00:00") { shopOrder { name } } }';
      expect(await refused(site, query, { name })).toMatchObject({ code: 'CONFLICT', expected: '2020-01-01T00:00:00' });
      await remove(site, 'deleteShopOrder', [name]);
    },
  },
  {
    name: 'a draft is discarded',
    versions: [16, 17],
    run: async (site) => {
      const { name } = await createOrder(site);
      const { discardShopOrder } = await done(site, one('discardShopOrder'), { name });
      expect(discardShopOrder.shopOrder.docstatus).toBe('CANCELLED');
      await remove(site, 'deleteShopOrder', [name]);
    },
  },
  {
    name: 'a duplicate holds the rows of its original, and none of its life',
    run: async (site) => {
      const { name } = await createOrder(site, { delivery_note: 'mine' });
      const query = `mutation ($name: ID!, $input: ShopOrderInput) {
        duplicateShopOrder(name: $name, input: $input) { shopOrder { name delivery_note amended_from { name } items { qty } } }
      }`;
      const input = { ...(await nameFor(site, 'ShopOrder')), delivery_note: 'yours' };
      const copy = (await done(site, query, { name, input })).duplicateShopOrder.shopOrder;
      expect(copy).toMatchObject({ delivery_note: 'yours', amended_from: null, items: [{ qty: 2 }, { qty: 1 }] });
      expect(copy.name).not.toBe(name);
      await remove(site, 'deleteShopOrder', [copy.name, name]);
    },
  },
  {
    name: 'a tag is renamed and merged, and the site says so',
    run: async (site) => {
      const { name: first = '' } = await nameFor(site, 'ShopTag');
      const { name: second = '' } = await nameFor(site, 'ShopTag');
      const create = 'mutation ($input: ShopTagInput) { createShopTag(input: $input) { shopTag { name } } }';
      await done(site, create, { input: { name: first, color: '#FF0000' } });
      await done(site, create, { input: { name: second } });
      expect((await refused(site, create, { input: { name: first } })).code).toBe('CONFLICT');
      const rename = `mutation ($name: ID!, $newName: ID!, $merge: Boolean) {
        renameShopTag(name: $name, newName: $newName, merge: $merge) { shopTag { name color } messages { text indicator } }
      }`;
      await refused(site, rename, { name: first, newName: second });
      const newName = `${first}-new`;
      const { renameShopTag } = await done(site, rename, { name: first, newName });
      expect(renameShopTag.shopTag).toEqual({ name: newName, color: '#FF0000' });
      expect(renameShopTag.messages).toEqual([
        { text: `Document renamed from ${first} to ${newName}`, indicator: 'green' },
      ]);
      await done(site, rename, { name: newName, newName: second, merge: true });
      expect(
        (await done(site, '{ shopTag(name: $name) { name } }'.replace('{', 'query ($name: ID!) {'), { name: newName }))
          .shopTag,
      ).toBeNull();
      await remove(site, 'deleteShopTag', [second]);
    },
  },
  {
    name: 'many documents give one result or error each, in their order, or all or none',
    run: async (site) => {
      const create = `mutation ($inputs: [ShopNoteInput!]!, $atomic: Boolean) {
        createShopNotes(inputs: $inputs, atomic: $atomic) { shopNote { name title } }
      }`;
      const note = async (title?: string) => ({ ...(await nameFor(site, 'ShopNote')), ...(title ? { title } : {}) });
      const inputs = [await note('w a'), await note(), await note('w b')];
      const { data, errors } = await site.ask(create, { as: 'carol', variables: { inputs } });
      const titles = data.createShopNotes.map(
        (item: { shopNote: { title: string } } | null) => item?.shopNote.title ?? null,
      );
      expect(titles).toEqual(['w a', null, 'w b']);
      expect(errors?.map(({ path, extensions }) => [path, extensions.field])).toEqual([
        [['createShopNotes', 1], 'inputs.1.title'],
      ]);
      const none = await site.ask(create, {
        as: 'carol',
        variables: { inputs: [await note('w none'), await note()], atomic: true },
      });
      expect(none.data.createShopNotes).toBeNull();
      expect(none.errors?.map(({ extensions }) => extensions.field)).toEqual(['inputs.1.title']);
      const left = await done(site, '{ shopNotes(filter: { title: { eq: "w none" } }) { nodes { name } } }');
      expect(left.shopNotes.nodes).toEqual([]);
      const all = await done(site, create, { inputs: [await note('w c'), await note('w d')], atomic: true });
      const names = [...data.createShopNotes, ...all.createShopNotes].flatMap((item) =>
        item ? [item.shopNote.name] : [],
      );
      const gone = await done(site, 'mutation ($names: [ID!]!) { deleteShopNotes(names: $names) { name } }', { names });
      expect(gone.deleteShopNotes.map(({ name }: { name: string }) => name)).toEqual(names);
    },
  },
  {
    name: 'a document with a workflow goes its way by its transitions, and by no raw submit',
    run: async (site) => {
      const create =
        'mutation ($input: ShopReturnInput) { createShopReturn(input: $input) { shopReturn { name _meta { workflow { state } } } } }';
      const input = { ...(await nameFor(site, 'ShopReturn')), order: 'SO-2026-00005', reason: 'w' };
      const made = (await done(site, create, { input })).createShopReturn.shopReturn;
      const { name } = made;
      expect(made._meta.workflow.state).toBe('Draft');
      const raw = await refused(site, one('submitShopReturn', 'shopReturn { name }'), { name }, 'alice');
      expect(raw.message).toContain('Submit for Approval (to Pending Approval)');
      const apply = (action: string) =>
        `mutation ($name: ID!) { applyWorkflowShopReturn(name: $name, action: "${action}") {
          shopReturn { docstatus _meta { workflow { state transitions { action nextState } } } }
        } }`;
      expect((await refused(site, apply('Approve'), { name }, 'alice')).excType).toBe('WorkflowTransitionError');
      const pending = await done(site, apply('Submit for Approval'), { name }, 'alice');
      expect(pending.applyWorkflowShopReturn.shopReturn._meta.workflow).toEqual({
        state: 'Pending Approval',
        transitions: [],
      });
      const approved = await done(site, apply('Approve'), { name });
      expect(approved.applyWorkflowShopReturn.shopReturn).toEqual({
        docstatus: 'SUBMITTED',
        _meta: { workflow: { state: 'Approved', transitions: [{ action: 'Cancel', nextState: 'Cancelled' }] } },
      });
      await done(site, apply('Cancel'), { name });
      await remove(site, 'deleteShopReturn', [name]);
    },
  },
];
