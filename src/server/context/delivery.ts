/** The receiver of the results of one operation: one subscriber on one connection. */
export interface Delivery {
  /** Whether each result goes with a resume token of its own, as the IDs of server-sent events. */
  readonly needsTokens: boolean;
  /** The token with which the connection says where to go on. */
  readonly lastEventId: string | null;
  /**
   * Ends with the operation, if its results come by `next`: to be read in place of what the operation gave. Yoga's
   * iterators around that keep the schema of the operation in memory, which streams go over to others from.
   */
  pending?: AsyncIterableIterator<never>;
  /** The position where the stream begins, if tokens are requested. */
  begin(token: string | null): void;
  /** @param json a result as JSON: the same text for all who share it. Never throws. */
  next(json: string, token: string | null): void;
}
