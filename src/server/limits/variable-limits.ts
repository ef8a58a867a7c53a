import { badUserInput } from '../../errors.ts';
import { ExactNumber, isDeeperThan } from '../../exact-json.ts';

/** @throws GatewayError for variables that are nested too deep to be walked over. */
export function assertShallow(variables: unknown, depth: number): void {
  if (variables instanceof ExactNumber) throw badUserInput('`variables`: must be an object.', 'variables');
  if (!isDeeperThan(variables, depth)) return;
  throw badUserInput(`The variables are nested deeper than ${depth} levels.`, 'variables');
}
