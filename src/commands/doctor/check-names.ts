import { type CommandSite, findUnmatchedNames, withMethods } from '../site/command-site.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

/** Whether every name in the configuration has an effect. */
export async function checkConfiguredNames(site: CommandSite): Promise<Finding[]> {
  const { unknown, vanished, awaited } = await findUnmatchedNames(site, await withMethods(site));
  if (unknown.length + vanished.length + awaited.length === 0) return [ok('every name in the configuration matches')];
  return [
    ...unknown.map((line) => fail(line)),
    ...vanished.map((line) => warn(`${line} It matched before, and counts again if it returns.`)),
    ...awaited.map((line) => ok(`${line} It is optional.`)),
  ];
}
