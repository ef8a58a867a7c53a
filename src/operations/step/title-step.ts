import { type Row, TITLE_KEY, type TitleStep } from '../read-plan.ts';

/** Reads the title of each row: its title docfield if that is set, else its name. Costs no call. */
export async function titleStep(step: TitleStep, rows: readonly Row[]): Promise<void> {
  for (const row of rows) {
    const title = row[step.fieldname];
    row[TITLE_KEY] = title === null || title === undefined || title === '' ? row.name : title;
  }
}
