import { paint } from '../output/paint.ts';

/** The command that starts the gateway. */
export const START = 'frappe-graphql start';

/** The result of one check: fine, worth a look, or not working. */
export interface Finding {
  readonly level: 'ok' | 'warn' | 'FAIL';
  /** With `{}` for the subjects, if the same may be found of several. */
  readonly text: string;
  /** The documents, DocTypes or steps that it was found of. */
  readonly subjects: readonly string[];
  /** How to make it right; null if the text says so, or nothing has to be done. */
  readonly fix: string | null;
}

interface Details {
  readonly subject?: string;
  readonly fix?: string;
}

/** All is well. */
export function ok(text: string, details?: Details): Finding {
  return toFinding('ok', text, details);
}

/** It works, but perhaps not as wanted. */
export function warn(text: string, details?: Details): Finding {
  return toFinding('warn', text, details);
}

/** It does not work. */
export function fail(text: string, details?: Details): Finding {
  return toFinding('FAIL', text, details);
}

function toFinding(level: Finding['level'], text: string, { subject, fix }: Details = {}): Finding {
  return { level, text, subjects: subject === undefined ? [] : [subject], fix: fix ?? null };
}

/** Runs a check whose failure is a finding, too. */
export function attempt(check: () => Promise<Finding>, otherwise: (error: Error) => Finding): Promise<Finding> {
  return check().catch((error: unknown) => otherwise(error instanceof Error ? error : new Error(String(error))));
}

/** Merges findings that differ in their subjects alone, at the place of the first one. */
export function groupFindings(findings: readonly Finding[]): Finding[] {
  const groups = Map.groupBy(findings, ({ level, text, fix }) => JSON.stringify([level, text, fix]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...first, subjects: group.flatMap(({ subjects }) => subjects) }];
  });
}

/** Subjects that are named at most. */
const MOST_SUBJECTS = 4;

const COLOURS = { ok: 'green', warn: 'yellow', FAIL: 'red' } as const;

/** A finding as lines for a person. */
export function describeFinding({ level, text, subjects, fix }: Finding): string[] {
  const more = subjects.length - MOST_SUBJECTS;
  const named = more > 0 ? `${subjects.slice(0, MOST_SUBJECTS).join(', ')} and ${more} more` : subjects.join(', ');
  const line = `${paint(COLOURS[level], level.padEnd(4))} ${subjects.length === 0 ? text : text.replace('{}', () => named)}`;
  return fix === null ? [line] : [line, `     fix: ${fix}`];
}
