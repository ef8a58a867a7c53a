import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { ContractCase } from './contract-case.ts';
import type { ContractSite } from './contract-site.ts';
import { readSettings } from './golden-cases.ts';
import { normaliseAnswer } from './normalise.ts';

const FOLDER = new URL('./queries/', import.meta.url);

/** Queries whose answer from a real site must be the one that the demo site of its version gives now. */
export function readSameAnswerCases(demoOf: (site: ContractSite) => ContractSite): ContractCase[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.graphql'));
  return files.map((file) => {
    const query = readFileSync(new URL(file, FOLDER), 'utf8');
    const { about, options } = readSettings(query);
    return {
      name: `same answer: ${file.replace('.graphql', '')}`,
      ...about,
      run: async (site) => {
        const [real, demo] = await Promise.all([site.ask(query, options), demoOf(site).ask(query, options)]);
        expect(normaliseAnswer(real)).toEqual(normaliseAnswer(demo));
      },
    };
  });
}
