import { NO_TRANSLATIONS, translate } from '../../../metadata/translations.ts';
import { LANGUAGE_COST, NO_COST } from '../../plan/cost.ts';
import type { TitleStep } from '../../plan/read-plan.ts';
import type { StepKind } from './read-step.ts';

/**
 * Reads the title of each row: its title docfield if that is set, else its name. Costs no call, except for titles that
 * the site translates.
 */
export const titleStep: StepKind<TitleStep> = {
  async read({ fieldname, isTranslated, key }, { scope, rows }) {
    const translations = isTranslated && rows.length > 0 ? await scope.translations() : NO_TRANSLATIONS;
    for (const row of rows) {
      const value = row[fieldname];
      const title = value === null || value === undefined || value === '' ? row.name : value;
      row[key] = typeof title === 'string' ? translate(translations, title) : title;
    }
  },
  cost: ({ isTranslated }) => (isTranslated ? LANGUAGE_COST : NO_COST),
};
