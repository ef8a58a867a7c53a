import { type Logger, pino } from 'pino';

/** A line of the log. */
export type LogLine = Record<string, unknown> & { readonly level: number; readonly msg: string };

/** A logger, and the lines that were written to it. */
export function collectLines(level = 'info'): { logger: Logger; lines: LogLine[] } {
  const lines: LogLine[] = [];
  return { logger: pino({ level }, { write: (line: string) => void lines.push(JSON.parse(line)) }), lines };
}
