import { styleText } from 'node:util';

/** Colours a text if a person reads it: on a terminal, and not with `NO_COLOR`. */
export function paint(colour: 'red' | 'yellow' | 'green', text: string): string {
  return styleText(colour, text, { stream: process.stdout });
}
