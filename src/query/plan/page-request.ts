/** The place of a row in an order: its values under the sort keys, the last of which is its name. */
export type Position = readonly (string | number | null)[];

/** Which rows of an ordered list are wanted. */
export interface PageRequest {
  /** How many rows at most. */
  size: number;
  /** Rows to pass over; not together with a position. */
  offset: number;
  /** The rows behind this place, or before it where the page is read backward. */
  position: Position | null;
  /** Reads the last rows before the position (or the end) instead of the first ones behind it. */
  isBackward: boolean;
}
