import { appDocTypes, modelledMetadata, normaliseAnswer, withoutIdentity, withSortedRows } from './normalise.ts';
import type { Answer } from './recording.ts';

/** Lists that name no order: which rows come first is the database's own affair. */
const UNORDERED = ['fields.table-field', 'fields.virtual-field'];
/** Lists whose order leaves the child rows of a parent open. */
const PARTLY_ORDERED = ['fields.child-dotted', 'fields.child-backtick', 'fields.child-dict'];

/** An answer as the replay compares it: what differs between any two sites is gone. */
export function comparable(id: string, answer: Answer): Answer {
  const normalised = {
    ...normaliseAnswer(answer),
    cookies: id.startsWith('auth.') ? normaliseCookies(answer.cookies) : [],
  };
  if (id === 'auth.introspect') return withoutClient(normalised);
  if (id === 'meta.doctype-list') return appDocTypes(normalised);
  if (id.startsWith('meta.')) return modelledMetadata(normalised);
  if (UNORDERED.includes(id)) return withoutIdentity(normalised);
  return PARTLY_ORDERED.includes(id) ? withSortedRows(normalised) : normalised;
}

/** Cookies without what each site makes up; those that are deleted come in any order. */
function normaliseCookies(cookies: readonly string[]): string[] {
  const plain = cookies.map((cookie) =>
    cookie.replace(/^sid=\w{20,};/, 'sid=<sid>;').replace(/Expires=[^;]+/, 'Expires=<date>'),
  );
  const isDeleted = (cookie: string) => /^\w+=; Expires/.test(cookie);
  return [...plain.filter((cookie) => !isDeleted(cookie)), ...plain.filter(isDeleted).sort()];
}

/** Each site makes up the name of its client, and the tokens were made at their own time. */
function withoutClient(answer: Answer): Answer {
  return { ...answer, body: { ...(answer.body as object), client_id: '<client>', exp: '<time>' } };
}
