/** The result of one check: fine, worth a look, or not working. */
export interface Finding {
  level: 'ok' | 'warn' | 'FAIL';
  text: string;
}

/** All is well. */
export function ok(text: string): Finding {
  return { level: 'ok', text };
}

/** It works, but perhaps not as wanted. */
export function warn(text: string): Finding {
  return { level: 'warn', text };
}

/** It does not work; the text says what to do. */
export function fail(text: string): Finding {
  return { level: 'FAIL', text };
}

/** Runs a check whose failure is a finding, too. */
export function attempt(check: () => Promise<Finding>, otherwise: (error: Error) => Finding): Promise<Finding> {
  return check().catch((error: unknown) => otherwise(error instanceof Error ? error : new Error(String(error))));
}
