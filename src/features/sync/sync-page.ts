import { GatewayError } from '../../errors.ts';
import { mapConcurrently } from '../../metadata/map-concurrently.ts';
import { type ListPosition, MAX_MARKS, type PageTimes } from './list-position.ts';
import { CALLS_FOR_NEWS, type NewRow, type News, readNews, type TimedList } from './read-news.ts';

/** A list to read, and its place in tokens. */
export interface SyncList extends TimedList {
  readonly key: string;
  /** The position in it for those who read it for the first time. */
  readonly start: ListPosition;
}

const LISTS_AT_ONCE = 4;

/** The most calls that reading a list for one page takes. */
export const CALLS_FOR_LIST: number = 2 * CALLS_FOR_NEWS;

/** The reading of one page of changes from several lists. */
export class SyncPage {
  readonly #before: Readonly<Record<string, ListPosition>>;
  readonly #times: PageTimes;
  readonly #positions: Record<string, ListPosition> = {};
  readonly #refused = new Set<string>();
  #left: number;
  #hasMore = false;

  /**
   * @param before the positions in the lists.
   * @param first how many rows to report at most.
   */
  constructor(before: Readonly<Record<string, ListPosition>>, times: PageTimes, first: number) {
    this.#before = before;
    this.#times = times;
    this.#left = first;
  }

  /** The positions behind the page. */
  get positions(): Readonly<Record<string, ListPosition>> {
    return this.#positions;
  }

  /** Whether a list has further rows, or was not read because the page was full. */
  get hasMore(): boolean {
    return this.#hasMore;
  }

  /** Whether the site refuses to show the caller a list. */
  isRefused({ key }: Pick<SyncList, 'key'>): boolean {
    return this.#refused.has(key);
  }

  /** Whether an earlier page has read a part of a list. */
  hasBegun({ key }: Pick<SyncList, 'key'>): boolean {
    return this.#before[key] !== undefined;
  }

  /** Notes the rows that some lists have at present as known: only later ones are news. */
  async skip(lists: readonly SyncList[]): Promise<void> {
    await mapConcurrently(lists, LISTS_AT_ONCE, async ({ key, start, ...list }) => {
      const { position, isEnd } = await readNews(list, start, this.#times, MAX_MARKS);
      this.#positions[key] = position;
      if (!isEnd) this.#hasMore = true;
    });
  }

  /**
   * Reads what is new in some lists, as far as the page has room: first a little of each that was read to its end before,
   * side by side, and then the rest of one after the other. A list that the site refuses has no rows, and stays where it
   * was.
   *
   * @returns the rows of each list.
   */
  async read(lists: readonly SyncList[]): Promise<(readonly NewRow[])[]> {
    const rows = new Map<string, readonly NewRow[]>();
    const ended = new Set<string>();
    for (const { key, start } of lists) this.#positions[key] = this.#before[key] ?? start;
    const next = async (list: SyncList, limit: number) => {
      const news = await this.#readNews(list, this.#positions[list.key] as ListPosition, limit);
      this.#positions[list.key] = news.position;
      this.#left -= news.rows.length;
      rows.set(list.key, [...(rows.get(list.key) ?? []), ...news.rows]);
      if (news.isEnd) ended.add(list.key);
    };
    const followed = lists.filter((list) => this.#isFollowed(list));
    const share = Math.floor(this.#left / Math.max(1, followed.length));
    if (share > 0) await mapConcurrently(followed, LISTS_AT_ONCE, (list) => next(list, share));
    for (const list of lists) {
      if (!ended.has(list.key) && this.#left > 0) await next(list, this.#left);
      if (!ended.has(list.key)) this.#hasMore = true;
    }
    return lists.map(({ key }) => rows.get(key) ?? []);
  }

  #readNews(list: SyncList, position: ListPosition, limit: number): Promise<News> {
    return readNews(list, position, this.#times, limit).catch((error: unknown) => {
      if (!(error instanceof GatewayError) || error.code !== 'FORBIDDEN') throw error;
      this.#refused.add(list.key);
      return { rows: [], position, isEnd: true };
    });
  }

  /** Whether a list was read to its end, so that little is expected of it. */
  #isFollowed({ key }: SyncList): boolean {
    const { at, from } = this.#positions[key] as ListPosition;
    return at === null && from !== null;
  }
}
