import { badUserInput } from '../../errors.ts';

/** The length of the site's column. */
const MAX_LENGTH = 140;

/**
 * A name of a file or folder. Sites remove the slashes of a path without a word.
 *
 * @throws GatewayError `BAD_USER_INPUT` for names that are blank, too long, or have parts of a path.
 */
export function plainName(given: string, field: string): string {
  const name = given.trim();
  if (name === '') throw badUserInput(`${field} cannot be blank.`, field);
  if (name.length > MAX_LENGTH) throw badUserInput(`${field} cannot have more than ${MAX_LENGTH} characters.`, field);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be in it.
  if (/[/\\\u0000-\u001f]/.test(name) || name === '.' || name === '..') {
    throw badUserInput(`${field} must be a plain name: without slashes, control characters, "." and "..".`, field);
  }
  return name;
}
