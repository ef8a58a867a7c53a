import type { Row } from '../database/demo-database.ts';

/** A return value whose keys stand at the top of the answer, not under `message`. */
export class TopLevel {
  readonly values: Row;

  constructor(values: Row) {
    this.values = values;
  }
}
