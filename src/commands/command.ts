import type { ParseArgsConfig } from 'node:util';

/** The options and arguments of a command call. */
export type CommandValues = Readonly<Record<string, string | boolean | undefined>>;

type Environment = Readonly<Record<string, string | undefined>>;

/** A command of the program: `cli.ts` lists them. */
export interface Command {
  /** One or more words: `schema print`. */
  readonly name: string;
  /** Its options as the help shows them; empty where it has none. */
  readonly usage: string;
  /** Its purpose, in a few words. */
  readonly summary: string;
  readonly options?: ParseArgsConfig['options'];
  /** Whether words may follow its name. */
  readonly takesOperands?: boolean;
  /** @throws ConfigError for faults that the operator can fix; it is printed as one line, with exit code 1. */
  run(env: Environment, values: CommandValues, operands: readonly string[]): Promise<void>;
}
