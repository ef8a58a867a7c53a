import { type ContractSite, startContractDemo, startContractSite } from '../contract/contract-site.ts';
import { readSiteSettings } from '../contract/site-settings.ts';

/** The sites that properties are tried on: demo sites of the oldest and newest version, and real ones where configured. */
export const PROPERTY_SITES: [label: string, start: () => Promise<ContractSite>][] = [
  ['a demo site of v14', () => startContractDemo(14)],
  ['a demo site of v17', () => startContractDemo(17)],
  ...readSiteSettings(process.env).map((settings): [string, () => Promise<ContractSite>] => [
    settings.url,
    () => startContractSite(settings),
  ]),
];

/** @returns how often a property is tried: `PROPERTY_RUNS`, or the given number. */
export function runsOr(usual: number): number {
  return Number(process.env.PROPERTY_RUNS ?? usual);
}
