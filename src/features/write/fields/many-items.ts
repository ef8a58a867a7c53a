import { badUserInput, toError } from '../../../errors.ts';

/** One that is read wrongly is an error of its own, and keeps no other from being written. */
export function attempt<Value>(read: () => Value): Value | Error {
  try {
    return read();
  } catch (error) {
    return toError(error);
  }
}

/** The items that could be read: the others are errors in their places. */
export function readable<Item>(items: readonly (Item | Error)[]): Item[] {
  return items.flatMap((item) => (item instanceof Error ? [] : [item]));
}

/** Runs what all items need at most once. */
export function once<Answer>(load: () => Promise<Answer>): () => Promise<Answer> {
  let answer: Promise<Answer> | undefined;
  return () => {
    answer ??= load();
    return answer;
  };
}

/** The error of a document that is written twice at once. */
export function namedTwice(name: unknown, path: string): Error {
  return badUserInput(`${String(name)} is named twice.`, path);
}

/** The type of a list whose items may each be missing. */
export const EACH = { nullable: { list: true, items: true } } as const;
