import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { UsageError } from '../../errors.ts';

/** Something that a command needs to know. */
export interface Question {
  /** The option that answers it without a terminal. */
  readonly option: string;
  readonly text: string;
  /** Whether the answer is kept off the screen. */
  readonly isSecret?: boolean;
}

/** @throws UsageError if there is nobody to ask. */
export async function ask({ option, text, isSecret = false }: Question): Promise<string> {
  if (!process.stdin.isTTY) throw new UsageError(`init: --${option} is missing, and there is no terminal to ask on.`);
  const output = new Writable({
    write: (chunk, _encoding, done) => {
      if (!isSecret) process.stderr.write(chunk);
      done();
    },
  });
  // This turns off the terminal's echo, so it comes before the question: a fast answer is not shown either.
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  process.stderr.write(text);
  try {
    return (await lines.question(isSecret ? '' : ' ')).trim();
  } finally {
    lines.close();
    if (isSecret) process.stderr.write('\n');
  }
}
