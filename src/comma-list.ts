/** The parts of a text that commas separate, without blanks around them and without empty ones. */
export function toCommaList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
