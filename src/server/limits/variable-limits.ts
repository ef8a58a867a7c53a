import { badUserInput } from '../../errors.ts';
import { ExactNumber } from '../../exact-json.ts';

/** @throws GatewayError for variables that are nested too deep to be walked over. */
export function assertShallow(variables: unknown, depth: number): void {
  if (variables instanceof ExactNumber) throw badUserInput('`variables`: must be an object.', 'variables');
  if (!isDeeperThan(variables, depth)) return;
  throw badUserInput(`The variables are nested deeper than ${depth} levels.`, 'variables');
}

/** Whether a value is nested deeper: filters in variables are walked over as deep as they are. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeperThan(item, levels - 1));
}
