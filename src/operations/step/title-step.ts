import { type Row, TITLE_KEY, type TitleStep } from '../read-plan.ts';

/** Tells what each row is called: by its title docfield where that is set, else by its name. Costs no call. */
export async function titleStep(step: TitleStep, rows: readonly Row[]): Promise<void> {
  for (const row of rows) {
    const title = row[step.fieldname];
    row[TITLE_KEY] = title === null || title === undefined || title === '' ? row.name : title;
  }
}
