/**
 * Finds the longest of some texts that another text has as whole words, and the first of those of one length: `Delivery
 * Date` says more than `Date`.
 *
 * @param masked names that hide what is within them, once each.
 */
export function longestNamed(text: string, names: readonly string[], masked: readonly string[]): string | null {
  const taken: { at: number; end: number }[] = [];
  let best: { name: string; at: number } | null = null;
  const sorted = [...masked.map((name) => ({ name, isMask: true })), ...names.map((name) => ({ name, isMask: false }))]
    .filter(({ name }) => name !== '')
    .sort((one, other) => other.name.length - one.name.length || Number(other.isMask) - Number(one.isMask));
  for (const { name, isMask } of sorted) {
    const free = placesOf(text, name).filter((at) =>
      taken.every((each) => at >= each.end || at + name.length <= each.at),
    );
    const [first] = free;
    if (first === undefined) continue;
    taken.push(...(isMask ? [first] : free).map((at) => ({ at, end: at + name.length })));
    const isBetter = best === null || (name.length === best.name.length && first < best.at);
    if (!isMask && isBetter) best = { name, at: first };
  }
  return best?.name ?? null;
}

/** Whether a text contains a whole word. */
export function holdsWord(text: string, word: string): boolean {
  return placesOf(text, word).length > 0;
}

function placesOf(text: string, word: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isLetter(text[at - 1]) && !isLetter(text[at + word.length])) places.push(at);
  }
  return places;
}

function isLetter(letter: string | undefined): boolean {
  return letter !== undefined && /[\p{L}\p{M}\p{N}_]/u.test(letter);
}
