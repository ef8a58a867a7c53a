/** How many of its letters a word may have wrong and still be taken for another one. */
const TOLERANCE = 1 / 3;

/**
 * Finds the candidate that a mistyped word most likely means. Case and the difference between spaces, hyphens and
 * underscores do not count.
 *
 * @param tolerance the share of the word's letters that may be wrong.
 * @returns null if no candidate is close enough.
 */
export function closest(word: string, candidates: Iterable<string>, tolerance: number = TOLERANCE): string | null {
  const wanted = normalise(word);
  let best: string | null = null;
  let limit = Math.max(1, Math.floor(wanted.length * tolerance));
  for (const candidate of candidates) {
    const distance = editDistance(wanted, normalise(candidate), limit);
    if (distance > limit) continue;
    if (distance === 0) return candidate;
    best = candidate;
    limit = distance - 1;
  }
  return best;
}

/** The question that a message ends with, after a space; empty if there is nothing to suggest. */
export function didYouMean(suggestion: string | null): string {
  return suggestion === null ? '' : ` Did you mean ${suggestion}?`;
}

function normalise(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ');
}

/** Insertions, deletions, replacements and swaps of neighbours; anything above the limit is `limit + 1`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const replaced = at(above, column - 1) + (isSame ? 0 : 1);
      const swapped = isSwap ? at(before, column - 2) + 1 : replaced;
      current.push(Math.min(replaced, swapped, at(above, column) + 1, at(current, column - 1) + 1));
    }
    if (Math.min(...current) > limit) return limit + 1;
    before = above;
    above = current;
  }
  return at(above, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
