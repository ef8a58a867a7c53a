import { NO_COST } from '../../plan/cost.ts';
import type { TitleStep } from '../../plan/read-plan.ts';
import type { StepKind } from './read-step.ts';

/** Reads the title of each row: its title docfield if that is set, else its name. Costs no call. */
export const titleStep: StepKind<TitleStep> = {
  async read(step, { rows }) {
    for (const row of rows) {
      const title = row[step.fieldname];
      row[step.key] = title === null || title === undefined || title === '' ? row.name : title;
    }
  },
  cost: () => NO_COST,
};
