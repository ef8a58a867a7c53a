import type { DemoSite } from '../../demo/demo-site.ts';
import { standardRow } from '../../demo/seed/standard-row.ts';
import { DEMO_PASSWORD } from '../../demo/sign-in/sign-in-state.ts';

/** How somebody can prove who he is; a guest does not. */
export const WAYS = ['token', 'Basic', 'Bearer', 'cookie', 'guest'] as const;
export type Way = (typeof WAYS)[number];

/** A user of a demo site whose documents, messages and credentials all carry his mark. */
export interface Person {
  readonly index: number;
  readonly user: string;
  /** Stands in everything that only he may see. */
  readonly mark: string;
  /** Whether his roles let him read the content of his notes, which is above permlevel 0. */
  readonly isInsider: boolean;
  /** The name of his note. */
  readonly note: string;
  readonly headers: Readonly<Record<Way, Readonly<Record<string, string>>>>;
  /** What stands in these headers, and in no others. */
  readonly credentials: readonly string[];
}

/** Puts the content of notes above permlevel 0, where one role may read it: roles of others show in an answer, too. */
export function guardNotes({ database }: DemoSite): void {
  database.run("UPDATE `tabDocField` SET permlevel = 1 WHERE parent = 'Shop Note' AND fieldname = 'content'");
  const at = { parent: 'Shop Note', parenttype: 'DocType', parentfield: 'permissions', idx: 99 };
  database.insert('DocPerm', standardRow('insider-perm', { ...at, role: INSIDER, permlevel: 1, read: 1 }));
}

const INSIDER = 'Note Insider';

/** Makes users, each with a note of his own (`if_owner`), an API key, a bearer token and a session. */
export async function makePeople(site: DemoSite, count: number): Promise<Person[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => makePerson(site, index)));
}

async function makePerson(site: DemoSite, index: number): Promise<Person> {
  const { database } = site;
  const id = String(index).padStart(4, '0');
  const mark = `mark${id}`;
  const user = `${mark}@example.com`;
  const isInsider = index % 2 === 1;
  const [key, secret] = [`key${id}xx`, `hush${id}hush`];
  const values = { enabled: 1, email: user, first_name: mark, full_name: `${mark} Person`, user_type: 'System User' };
  database.insert('User', standardRow(user, { ...values, api_key: key, api_secret: secret }));
  for (const [place, role] of ['Shop Sales', ...(isInsider ? [INSIDER] : [])].entries()) {
    const at = { parent: user, parenttype: 'User', parentfield: 'roles', idx: place + 1 };
    database.insert('Has Role', standardRow(`${id}-role-${place}`, { ...at, role }));
  }
  const note = `note-${id}`;
  const row = {
    ...standardRow(note, { title: `${mark} title`, content: `${mark} content`, is_private: 1 }),
    owner: user,
  };
  database.insert('Shop Note', row);
  const basic = Buffer.from(`${key}:${secret}`).toString('base64');
  const bearer = site.giveBearerToken(user);
  const sid = await signIn(site, user);
  return {
    index,
    user,
    mark,
    isInsider,
    note,
    headers: {
      token: { authorization: `token ${key}:${secret}` },
      Basic: { authorization: `Basic ${basic}` },
      Bearer: { authorization: `Bearer ${bearer}` },
      cookie: { cookie: `sid=${sid}`, 'x-requested-with': 'test' },
      guest: {},
    },
    credentials: [secret, basic, bearer, sid],
  };
}

async function signIn(site: DemoSite, usr: string): Promise<string> {
  const answer = await fetch(`${site.url}/api/method/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ usr, pwd: DEMO_PASSWORD }),
  });
  return /^sid=(\w+)/.exec(answer.headers.getSetCookie()[0] ?? '')?.[1] ?? '';
}
