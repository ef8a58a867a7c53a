import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import type { ContractCase } from './contract-case.ts';
import type { Caller } from './contract-site.ts';
import { normaliseAnswer } from './normalise.ts';

const FOLDER = new URL('../golden/', import.meta.url);

/**
 * The golden queries: on a real site, the answer is the one that the demo site of its version leads to. Mutations are left
 * out: they would change what the other cases read, and each of them starts from a site as it was seeded. So are those
 * with hidden times: a real site was seeded at other ones, and in another order.
 */
export function readGoldenCases(): ContractCase[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.graphql'));
  const isAsSeeded = (file: string) =>
    !/^mutation\b|^# times: hidden$/m.test(readFileSync(new URL(file, FOLDER), 'utf8'));
  return files.filter(isAsSeeded).map((file) => toCase(file.replace('.graphql', '')));
}

/** The settings in the comments on top of a query: who asks, with which variables, on which versions and apps. */
export function readSettings(query: string) {
  const setting = (name: string) => new RegExp(`^# ${name}: (.*)$`, 'm').exec(query)?.[1];
  const versions = setting('versions')?.split(' ').map(Number) as FrappeMajor[] | undefined;
  const variables = JSON.parse(setting('variables') ?? '{}') as Record<string, unknown>;
  const [needsApp, clashesWith] = [setting('app'), setting('without app')];
  const about: Pick<ContractCase, 'versions' | 'needsApp' | 'clashesWith'> = {
    ...(versions ? { versions } : {}),
    ...(needsApp ? { needsApp } : {}),
    ...(clashesWith ? { clashesWith } : {}),
  };
  return { about, options: { as: (setting('as') ?? 'gateway') as Caller, variables } };
}

function toCase(name: string): ContractCase {
  const query = readFileSync(new URL(`${name}.graphql`, FOLDER), 'utf8');
  const { about, options } = readSettings(query);
  return {
    name: `golden: ${name}`,
    ...about,
    run: async (site) => {
      const expected = sectionOf(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'), site.version);
      expect(normaliseAnswer(await site.ask(query, options))).toEqual(normaliseAnswer(JSON.parse(expected)));
    },
  };
}

/** A file has one section for all versions, or some that are headed by lines such as `// v14 v15`. */
function sectionOf(text: string, version: FrappeMajor): string {
  if (!text.startsWith('//')) return text;
  for (const section of text.split(/^(?=\/\/)/m)) {
    const [head = '', ...lines] = section.split('\n');
    if (head.split(' ').includes(`v${version}`)) return lines.join('\n');
  }
  throw new Error(`There is no section for v${version}.`);
}
