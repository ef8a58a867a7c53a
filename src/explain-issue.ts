import type { z } from 'zod';
import { closest, didYouMean } from './did-you-mean.ts';

/** The facts that zod has about a wrong value; `inst` is the schema that refused it. */
type Issue = z.core.$ZodRawIssue & { readonly inst?: { readonly def?: { readonly shape?: object } } };

/**
 * Says in plain words what is wrong with a value of a setting or of a file, with the name that was most likely meant.
 * The value itself is not repeated, because it may be a secret in the wrong place.
 *
 * @returns undefined for anything that zod, or the schema itself, says well.
 */
export function explainIssue(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.expected === 'int') return 'must be a whole number';
      return issue.expected === 'number' && !isMissing(issue) ? 'must be a number' : undefined;
    case 'invalid_value': {
      const values = issue.values.map(String);
      return `must be one of ${values.join(', ')}${suggest(String(issue.input), values)}`;
    }
    case 'unrecognized_keys':
      return explainKeys(issue as Issue & { keys: string[] });
    case 'too_big':
      return issue.origin === 'number' ? `must be at most ${issue.maximum}` : undefined;
    case 'too_small':
      if (issue.origin === 'string' && Number(issue.minimum) > 1)
        return `must have ${issue.minimum} characters or more`;
      return issue.origin === 'number' ? `must be at least ${issue.minimum}` : undefined;
    default:
      return undefined;
  }
}

/** Ends a line of a message, unless it ends with a question or a sentence. */
export function toSentence(text: string): string {
  return /[.?]$/.test(text) ? text : `${text}.`;
}

function isMissing({ input }: z.core.$ZodRawIssue): boolean {
  return input === undefined;
}

function explainKeys({ keys: [key = ''], inst }: Issue & { keys: string[] }): string {
  return `the key "${key}" is unknown${suggest(key, Object.keys(inst?.def?.shape ?? {}))}`;
}

function suggest(word: string, candidates: readonly string[]): string {
  const suggestion = closest(word, candidates);
  return suggestion === null ? '' : `.${didYouMean(suggestion)}`;
}
