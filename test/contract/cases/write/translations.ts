import { expect } from 'vitest';
import type { ContractCase } from '../../contract-case.ts';
import type { ContractSite } from '../../contract-site.ts';
import { done } from './write-case.ts';

/** No seeded site translates this label by itself. */
const SOURCE = 'Order Date';
const FORM = '{ formMeta(doctype: "Shop Order") { doctype label fields { fieldname label } } }';
const PATIENCE = { timeout: 25_000, interval: 1_000 };
const ALICE = 'alice@example.com';

/** Languages are those of users, and translations are the same for all of them. */
export const TRANSLATION_CASES: readonly ContractCase[] = [
  {
    name: 'a form is in the language of its user, with names as they are',
    timeout: 60_000,
    run: async (site) => {
      await inLanguage(site, 'fr', async () => {
        const translated = `Jour ${Date.now()}`;
        const name = await createTranslation(site, translated);
        try {
          const shown = async () => (await done(site, FORM, {}, 'alice')).formMeta;
          // A gateway remembers the language of a user for some seconds.
          await expect.poll(async () => labelOf(await shown(), 'order_date'), PATIENCE).toBe(translated);
          expect((await shown()).doctype).toBe('Shop Order');
          const english = await done(site, FORM, {}, 'carol');
          expect(labelOf(english.formMeta, 'order_date')).toBe(SOURCE);
        } finally {
          await done(site, 'mutation ($name: ID!) { deleteTranslation(name: $name) { name } }', { name }, 'gateway');
        }
      });
    },
  },
  {
    name: 'countries have their titles in the language of the user, if the site returns these',
    versions: [17],
    timeout: 60_000,
    run: async (site) => {
      await inLanguage(site, 'de', async () => {
        const query = '{ country(name: "Germany") { name _meta { title } } }';
        await expect
          .poll(async () => (await done(site, query, {}, 'alice')).country, PATIENCE)
          .toEqual({ name: 'Germany', _meta: { title: 'Deutschland' } });
      });
    },
  },
];

async function inLanguage(site: ContractSite, language: string, run: () => Promise<void>): Promise<void> {
  const { user } = await done(site, `{ user(name: "${ALICE}") { language { name } } }`, {}, 'gateway');
  await setLanguage(site, language);
  try {
    await run();
  } finally {
    await setLanguage(site, user.language?.name ?? null);
  }
}

async function setLanguage(site: ContractSite, language: string | null): Promise<void> {
  const query = `mutation ($language: ID) { updateUser(name: "${ALICE}", input: { language: $language }) { user { name } } }`;
  await done(site, query, { language }, 'gateway');
}

async function createTranslation(site: ContractSite, translated: string): Promise<string> {
  const query = `mutation ($input: TranslationInput) { createTranslation(input: $input) { translation { name } } }`;
  const input = { language: 'fr', source_text: SOURCE, translated_text: translated };
  return (await done(site, query, { input }, 'gateway')).createTranslation.translation.name;
}

function labelOf(form: { fields: { fieldname: string; label: string }[] }, fieldname: string): string | undefined {
  return form.fields.find((field) => field.fieldname === fieldname)?.label;
}
