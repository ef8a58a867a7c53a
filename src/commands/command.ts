/** The options and arguments of a command call. */
export type CommandValues = Readonly<Record<string, string | boolean | undefined>>;

type Environment = Readonly<Record<string, string | undefined>>;

/** An option of a command, `--out FILE`. */
export interface CommandOption {
  readonly type: 'string' | 'boolean';
  /** Its value as the help shows it; options of type `boolean` have none. */
  readonly value?: string;
  readonly summary: string;
}

/** A command of the program: `run-command.ts` lists them. */
export interface Command {
  /** One or more words: `schema print`. */
  readonly name: string;
  /** The words that follow its name, as the help shows them: `FOLDER…`. Without it, there are none. */
  readonly operands?: string;
  /** Its purpose, in a few words. */
  readonly summary: string;
  readonly options?: Readonly<Record<string, CommandOption>>;
  /** The page or section about it, as the table in docs/commands.md links to it. */
  readonly guide?: string;
  /** The meaning of exit code 1, if it can be more than a fault. */
  readonly finding?: string;
  /**
   * @throws UsageError if it was called wrongly: one line, exit code 2.
   * @throws ConfigError for findings, and faults that the operator can fix: one line, exit code 1.
   */
  run(env: Environment, values: CommandValues, operands: readonly string[]): Promise<void>;
}

/** The option of commands that can print their result for programs. */
export const JSON_OPTION: Readonly<Record<'json', CommandOption>> = {
  json: { type: 'boolean', summary: 'print the result as JSON' },
};
