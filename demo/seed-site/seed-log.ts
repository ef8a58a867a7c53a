/** The progress output of the command. */
export interface SeedLog {
  /** Something was made or changed on the site. */
  changed(text: string): void;
  /** Notes a part of the demo site that the site cannot have. It is printed at the end, once. */
  leftOut(what: string, reason: string): void;
}

/** A log that can be summed up. */
export interface SeedSummary extends SeedLog {
  readonly changes: number;
  /** The closing lines. */
  summary(): string[];
}

/** Prints changes as they happen. */
export function createSeedLog(print: (line: string) => void): SeedSummary {
  const omissions = new Map<string, string>();
  let changes = 0;
  return {
    get changes() {
      return changes;
    },
    changed: (text) => {
      changes += 1;
      print(text);
    },
    leftOut: (what, reason) => void omissions.set(what, reason),
    summary: () => [
      ...[...omissions].map(([what, reason]) => `left out: ${what} (${reason})`),
      changes === 0 ? 'The site has it all already: nothing was changed.' : `${changes} changes made.`,
    ],
  };
}
