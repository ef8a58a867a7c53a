import { badUserInput } from '../../errors.ts';
import { isStepInPath } from '../../frappe/document-request.ts';

/** @throws GatewayError if the address of the document would be that of its list. */
export function assertName(name: string, field: string): void {
  if (name.trim() === '') throw badUserInput('A name cannot be blank.', field);
}

/** The longest name that a column holds. */
const LONGEST_NAME = 140;

/**
 * @throws GatewayError if no document can have a name (frappe/model/naming.py, `validate_name`), or be reached by it.
 */
export function assertNewName(name: string, field: string): void {
  assertName(name, field);
  if ([...name].length > LONGEST_NAME) {
    throw badUserInput(`A name has at most ${LONGEST_NAME} characters, and this one has ${[...name].length}.`, field);
  }
  if (/[<>]/.test(name)) throw badUserInput('A name cannot contain < or >.', field);
  if (name.includes('\0')) throw badUserInput('A name cannot contain a null character.', field);
  if (isStepInPath(name.trim())) throw badUserInput('A name cannot be . or ..', field);
}
