import { describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import type { DemoUser } from '../support/start-gateway.ts';
import { useGateway } from '../support/use-gateway.ts';

const ORDER = 'SO-2026-00001';
const TARGET = `doctype: "Shop Order", name: "${ORDER}"`;

describe.for<FrappeMajor>([14, 15, 16, 17])('collaboration on documents of a v%i site', (version) => {
  const started = useGateway({ version });

  test('a comment is written in the name of the caller, whatever name they send', async () => {
    const data = await done(
      `addComment(${TARGET}, content: "late again") { comment { content owner { name full_name } } document { name } }`,
      'carol',
    );
    expect(data).toEqual({
      comment: { content: 'late again', owner: { name: 'carol@example.com', full_name: 'Carol' } },
      document: { name: ORDER },
    });
    expect(sent('add_comment')).toEqual([
      {
        reference_doctype: 'Shop Order',
        reference_name: ORDER,
        content: 'late again',
        comment_email: 'carol@example.com',
        comment_by: 'Carol',
      },
    ]);
    const { comments, timeline } = await metaOf('comments { content owner { name } } timeline { kind text }');
    expect(comments).toEqual([{ content: '<p>late again</p>\n', owner: { name: 'carol@example.com' } }]);
    expect(timeline).toContainEqual({ kind: 'COMMENT', text: 'late again' });
  });

  test.each([
    ['Hi <script>alert(1)</script> <b>you</b>', '<script>'],
    ['List<String> and <custom-tag a="1">x</custom-tag>', '<string>, <custom-tag>, a'],
    ['<p onclick="x()">Hi</p><p>there</p>', 'onclick'],
    ['<a href="javascript:x()">x</a><a href="https://example.com">y</a>', 'href'],
  ])('the lost parts of %s are reported, for a comment and an assignment', async (html, lost) => {
    const text = (argument: string) => `${argument}: The site does not keep ${lost} of the HTML.`;
    const content = JSON.stringify(html);
    const commented = await done(
      `addComment(${TARGET}, content: ${content}) { comment { content } messages { title text } }`,
    );
    expect(commented.messages).toEqual([{ title: 'Stored otherwise', text: text('content') }]);
    expect(commented.comment.content).not.toBe(html);
    const target = 'doctype: "Shop Order", name: "SO-2026-00007"';
    const assigned = await done(
      `assign(${target}, users: ["carol@example.com"], description: ${content}) { messages { text } }`,
    );
    expect(assigned.messages).toEqual([{ text: text('description') }]);
    await done(`unassign(${target}, user: "carol@example.com") { messages { text } }`);
  });

  test.each(['plain text', 'a < b and c > d', '<p>Hi <b>bold</b></p>', 'line<br/>two', 'Tom & Jerry &amp; <b>x</b>'])(
    'nothing is reported for %s, which is kept, however it is written',
    async (html) => {
      const data = await done(`addComment(${TARGET}, content: ${JSON.stringify(html)}) { messages { text } }`);
      expect(data.messages).toEqual([]);
    },
  );

  test('tags are added, come with their list and their document, and are taken away', async () => {
    const tagged = await done(`addTag(${TARGET}, tag: "urgent") { document { _meta { tags } } messages { text } }`);
    expect(tagged).toEqual({ document: { _meta: { tags: ['urgent'] } }, messages: [] });
    await done(`addTag(${TARGET}, tag: "gift") { messages { text } }`);
    started.site.requests.length = 0;
    const list = '{ shopOrders(first: 2, orderBy: [{ name: ASC }]) { nodes { _meta { tags } } } }';
    const { data } = await started.query(list);
    expect(data.shopOrders.nodes).toEqual([{ _meta: { tags: ['urgent', 'gift'] } }, { _meta: { tags: [] } }]);
    expect(started.site.requests).toHaveLength(1);
    const removed = await done(`removeTag(${TARGET}, tag: "urgent") { document { _meta { tags } } }`);
    expect(removed).toEqual({ document: { _meta: { tags: ['gift'] } } });
  });

  test('assignments are given, seen, announced to the assignee, closed only by them, and taken back', async () => {
    const given = await done(
      `assign(${TARGET}, users: ["carol@example.com", "alice@example.com"], description: "call them", priority: HIGH, dueDate: "2026-12-01") {
        document { _meta { assignedTo { name } assignments { description status user { name full_name } } } }
      }`,
    );
    expect(given.document._meta.assignedTo).toEqual([{ name: 'carol@example.com' }, { name: 'alice@example.com' }]);
    expect(given.document._meta.assignments).toContainEqual({
      description: 'call them',
      status: 'Open',
      user: { name: 'carol@example.com', full_name: 'Carol' },
    });
    expect(sent('assign_to.add')).toEqual([
      {
        doctype: 'Shop Order',
        name: ORDER,
        assign_to: '["carol@example.com","alice@example.com"]',
        description: 'call them',
        priority: 'High',
        date: '2026-12-01',
      },
    ]);
    const list =
      '{ shopOrders(first: 1, orderBy: [{ name: ASC }]) { nodes { _meta { assignedTo { name full_name } } } } }';
    const { data } = await started.query(list);
    expect(data.shopOrders.nodes[0]._meta.assignedTo).toEqual([
      { name: 'carol@example.com', full_name: 'Carol' },
      { name: 'alice@example.com', full_name: 'Alice' },
    ]);
    const closed = await done(`closeAssignment(${TARGET}) { document { _meta { assignedTo { name } } } }`, 'carol');
    expect(closed).toEqual({ document: { _meta: { assignedTo: [{ name: 'alice@example.com' }] } } });
    const taken = await done(
      `unassign(${TARGET}, user: "alice@example.com") { document { _meta { assignedTo { name } } } }`,
    );
    expect(taken).toEqual({ document: { _meta: { assignedTo: [] } } });
  });

  test('likes are given and taken back, and only by who may read the document', async () => {
    const liked = await done(`like(${TARGET}) { document { _meta { likedBy { name } } } }`, 'carol');
    expect(liked).toEqual({ document: { _meta: { likedBy: [{ name: 'carol@example.com' }] } } });
    const unliked = await done(`unlike(${TARGET}) { document { _meta { likedBy { name } } } }`, 'carol');
    expect(unliked).toEqual({ document: { _meta: { likedBy: [] } } });
    for (const mutation of [`like(${TARGET})`, `follow(${TARGET})`, `addTag(${TARGET}, tag: "x")`]) {
      started.site.requests.length = 0;
      const refused = await started.query(`mutation { ${mutation} { messages { text } } }`, { as: 'bob' });
      expect(refused.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
      expect(started.site.requests.map(({ method }) => method)).toEqual(['GET']);
    }
  });

  test('a share lets a user read, and is taken back', async () => {
    const query = `{ shopOrder(name: "${ORDER}") { name } }`;
    expect((await started.query(query, { as: 'bob' })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const shared = await done(
      `share(${TARGET}, user: "bob@example.com", write: true) {
        document { _meta { shares { everyone read write submit share user { name } } } }
      }`,
    );
    const bob = {
      everyone: false,
      read: true,
      write: true,
      submit: false,
      share: false,
      user: { name: 'bob@example.com' },
    };
    expect(shared.document._meta.shares).toContainEqual(bob);
    expect((await started.query(query, { as: 'bob' })).data.shopOrder).toEqual({ name: ORDER });
    const unshared = await done(
      `unshare(${TARGET}, user: "bob@example.com") { document { _meta { shares { user { name } } } } }`,
    );
    expect(unshared.document._meta.shares).not.toContainEqual({ user: { name: 'bob@example.com' } });
    expect((await started.query(query, { as: 'bob' })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test('a document is followed and left', async () => {
    const followed = await done(`follow(${TARGET}) { document { _meta { isFollowed } } messages { text } }`, 'carol');
    expect(followed).toEqual({ document: { _meta: { isFollowed: true } }, messages: [] });
    expect(await metaOf('isFollowed', 'gateway')).toEqual({ isFollowed: false });
    const left = await done(`unfollow(${TARGET}) { document { _meta { isFollowed } } }`, 'carol');
    expect(left).toEqual({ document: { _meta: { isFollowed: false } } });
  });

  test('versions show the changes, and nothing above the permlevels of the reader', async () => {
    started.site.database.insert('Version', {
      name: `v${version}`,
      owner: 'carol@example.com',
      creation: '2026-11-21 10:00:00',
      ref_doctype: 'Shop Order',
      docname: ORDER,
      data: JSON.stringify({
        changed: [
          ['status', 'Draft', 'Open'],
          ['margin_amount', 1, 2],
        ],
        row_changed: [
          [
            'items',
            0,
            'row1',
            [
              ['qty', 1, 2],
              ['cost', 3, 4],
            ],
          ],
        ],
        added: [['items', { name: 'row2', qty: 5, cost: 6 }]],
        removed: [],
      }),
    });
    const asked = 'versions { owner { name } changes { kind fieldname row rowFieldname from to } }';
    const { versions } = await metaOf(asked, 'gateway');
    expect(versions[0].owner).toEqual({ name: 'carol@example.com' });
    const status = { kind: 'CHANGED', fieldname: 'status', row: null, rowFieldname: null, from: 'Draft', to: 'Open' };
    const row = { kind: 'CHANGED', fieldname: 'items', row: 'row1' };
    expect(versions[0].changes).toEqual([
      status,
      { ...status, fieldname: 'margin_amount', from: 1, to: 2 },
      { ...row, rowFieldname: 'qty', from: 1, to: 2 },
      { ...row, rowFieldname: 'cost', from: 3, to: 4 },
      { ...row, kind: 'ADDED', row: 'row2', rowFieldname: null, from: null, to: { name: 'row2', qty: 5, cost: 6 } },
    ]);
    await done(`share(${TARGET}, user: "alice@example.com") { messages { text } }`);
    const seen = await metaOf(asked, 'alice');
    expect(seen.versions[0].changes).toEqual([
      status,
      { ...row, rowFieldname: 'qty', from: 1, to: 2 },
      { ...row, kind: 'ADDED', row: 'row2', rowFieldname: null, from: null, to: { name: 'row2', qty: 5 } },
    ]);
  });

  test('notifications are the own ones, and so is marking them as read', async () => {
    const target = `doctype: "Shop Order", name: "SO-2026-00002"`;
    await done(`assign(${target}, users: ["carol@example.com"]) { messages { text } }`);
    const query = `{ notifications(first: 1, onlyUnread: true) {
      name subject type isRead fromUser { name full_name } document { name doctype ... on ShopOrder { status } }
    } }`;
    const { data } = await started.query(query, { as: 'carol' });
    const [{ name, ...notification }] = data.notifications;
    expect(notification).toMatchObject({
      subject: 'Assigned SO-2026-00002 to you',
      type: 'Assignment',
      isRead: false,
      fromUser: { name: 'gateway@example.com', full_name: 'Gateway' },
      document: { name: 'SO-2026-00002', doctype: 'Shop Order' },
    });
    const mark = `markNotificationsRead(names: ["${name}"]) { names }`;
    started.site.requests.length = 0;
    const foreign = await started.query(`mutation { ${mark} }`, { as: 'alice' });
    expect(foreign.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    expect(started.site.requests.map(({ method }) => method)).toEqual(['GET']);
    expect(await done(mark, 'carol')).toEqual({ names: [name] });
    expect(await done('markNotificationsRead { names }', 'carol')).toEqual({ names: null });
    expect((await started.query(query, { as: 'carol' })).data.notifications).toEqual([]);
  });

  test('a notification about a row of a child table names it, and reads nothing of it', async () => {
    await done(
      'assign(doctype: "Shop Order", name: "SO-2026-00004", users: ["carol@example.com"]) { messages { text } }',
    );
    started.site.database.run(
      `UPDATE "tabNotification Log" SET document_type = 'Shop Order Item', document_name = 'row' WHERE document_name = 'SO-2026-00004'`,
      [],
    );
    const fields = 'name doctype creation ... on ShopOrder { status }';
    started.site.requests.length = 0;
    const { data, errors } = await started.query(`{ notifications(first: 1) { document { ${fields} } } }`, {
      as: 'carol',
    });
    expect(errors).toBeUndefined();
    expect(data.notifications).toEqual([{ document: { name: 'row', doctype: 'Shop Order Item', creation: null } }]);
    expect(started.site.requests.filter(({ path }) => path.includes('Shop%20Order%20Item'))).toEqual([]);
  });

  async function done(mutation: string, as: DemoUser = 'gateway') {
    const answer = await started.query(`mutation { done: ${mutation} }`, { as });
    expect(answer.errors).toBeUndefined();
    return answer.data.done;
  }

  async function metaOf(fields: string, as: DemoUser = 'gateway') {
    const answer = await started.query(`{ shopOrder(name: "${ORDER}") { _meta { ${fields} } } }`, { as });
    expect(answer.errors).toBeUndefined();
    return answer.data.shopOrder._meta;
  }

  function sent(method: string): unknown[] {
    const requests = started.site.requests.filter(({ path }) => path.endsWith(method));
    return requests.map(({ body }) => JSON.parse(body));
  }
});
