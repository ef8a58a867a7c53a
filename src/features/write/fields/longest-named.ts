/** Characters of a text that are looked at: texts of sites have any length. */
const LONGEST_TEXT = 400;

/** Characters that can be a word before a name. */
const LONGEST_WORD = 60;

/**
 * Finds the longest of some names that a sentence has as a name of its own, and the first of those of one length:
 * `Delivery Date` says more than `Date`, and neither `Total` nor `Row` is meant in `On Previous Row Total`.
 *
 * @param masked names that hide what is within them, once each.
 * @param values texts that may follow a name: `Company Works`.
 */
export function longestNamed(
  whole: string,
  names: readonly string[],
  masked: readonly string[],
  values: readonly string[] = [],
): string | null {
  const text = whole.slice(0, LONGEST_TEXT);
  const taken: Span[] = [];
  let best: { name: string; span: Span } | null = null;
  const sorted = [...masked.map((name) => ({ name, isMask: true })), ...names.map((name) => ({ name, isMask: false }))]
    .filter(({ name }) => name !== '')
    .sort((one, other) => other.name.length - one.name.length || Number(other.isMask) - Number(one.isMask));
  const isOwn = (span: Span) => isName(text, span, values);
  for (const { name, isMask } of sorted) {
    const free = spansOf(text, name).filter((span) => taken.every((each) => !overlap(each, span)));
    const [first] = free;
    if (first === undefined) continue;
    taken.push(...(isMask ? [first] : free));
    const own = isMask || !isTelling(name) ? undefined : free.find(isOwn);
    if (own && (best === null || (name.length === best.name.length && own.at < best.span.at)))
      best = { name, span: own };
  }
  return best === null || names.some((name) => crosses(text, name, best.span)) ? null : best.name;
}

/** A shorter value may be any word of a message. */
const SHORTEST_NAMED = 3;

/** Whether a message names a value, as a word of its own. */
export function namesValue(message: string, value: unknown): boolean {
  const word = typeof value === 'string' ? value.trim() : '';
  return word.length >= SHORTEST_NAMED && placesOf(message, word).length > 0;
}

interface Span {
  readonly at: number;
  readonly end: number;
}

/** A name of several words can be written with other capitals within it: `Date de Livraison`. */
function spansOf(text: string, name: string): Span[] {
  const isPhrase = name.includes(' ');
  const places = isPhrase ? placesOf(text.toLowerCase(), name.toLowerCase()) : placesOf(text, name);
  return places.filter((at) => text[at] === name[0] || !isLetter(name[0])).map((at) => ({ at, end: at + name.length }));
}

function overlap(one: Span, other: Span): boolean {
  return one.at < other.end && other.at < one.end;
}

/** Whether one of two names begins within the other and goes on behind it, so that it is unknown which one is meant. */
function crosses(text: string, name: string, span: Span): boolean {
  const isWithin = (one: Span, other: Span) => one.at >= other.at && one.end <= other.end;
  return spansOf(text, name).some((each) => overlap(each, span) && !isWithin(each, span) && !isWithin(span, each));
}

/** A single word of a script without capitals can be any word of a sentence. */
function isTelling(name: string): boolean {
  return /[\p{Lu}\p{Ll}\s]/u.test(name);
}

/** A name that goes on: `Date of Birth`, `Date de Naissance`, `Data di Nascita`. */
const GENITIVE = /^ (?:of|de|des|du|d['’]|di|del|della|dell['’]|do|da|dos|das|van|von) ?/iu;

/** A shorter word can be a part of any term: `Bank transaction`, `Posting Date`. Long ones are compounds, as in German. */
const LONG_WORD = 10;

/** The end of a text behind which a sentence or a quotation begins. */
const BEGINNING = /(?:^|[^\p{L}\p{M}\p{N}_,/& -]\s*)$/u;

/** Whether a text means a name in a place, and not a longer one that has it as a part: `Party Account`, `Debit/Credit`. */
function isName(text: string, { at, end }: Span, values: readonly string[]): boolean {
  const [before, name, behind] = [text.slice(Math.max(at - LONGEST_WORD, 0), at), text.slice(at, end), text.slice(end)];
  const isWord = !name.includes(' ') && name.length < LONG_WORD;
  const [, start = '', word = '', joint = ''] = /^(.*?)([\p{L}\p{M}\p{N}_]+)( | ?\/ ?|-)$/su.exec(before) ?? [];
  const next = /^[ -]([\p{L}\p{M}\p{N}_-]+)/u.exec(behind)?.[1] ?? '';
  if (joint.includes('/') || /^ ?\/ ?\p{L}/u.test(behind) || GENITIVE.test(behind)) return false;
  // The first word of a sentence has a capital anyway.
  if (isCapital(word) && (isWord || !BEGINNING.test(start))) return false;
  if (isWord && !BEGINNING.test(before) && /^\p{Ll}/u.test(next)) return false;
  return !isCapital(next) || values.some((value) => behind.startsWith(value, 1));
}

/** Names of documents, such as `SO-1` and `CUST-2`, are followed by digits. */
function isCapital(word: string): boolean {
  return /^\p{Lu}/u.test(word) && !/\p{N}/u.test(word);
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
