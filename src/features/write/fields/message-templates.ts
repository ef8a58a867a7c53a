import { escapeRegExp } from '../../../escape-regexp.ts';
import { type Translations, translate } from '../../../metadata/translations.ts';

/** A docfield that a message of Frappe names. */
export interface NamedLabel {
  /** In whatever language the message is. */
  readonly label: string;
  /** The index of a row; null for the document itself. */
  readonly row: number | null;
  /** The text that names the DocType, if the message does. */
  readonly where: string;
}

/**
 * The messages of Frappe that name a docfield: texts in square brackets are translated by themselves. `links` is a list
 * of labels with names of documents. From frappe/model/base_document.py and document.py of v14 to v17.
 */
const TEMPLATES: readonly (readonly [template: string, slots: readonly Slot[]])[] = [
  ['[Error: Value missing for {0}: {1}]', ['where', 'label']],
  ['[Error: Data missing in table {0}]', ['label']],
  ['[Error]: [Data missing in table]: {0}', ['label']],
  ['[Error: {0} Row #{1}: Value missing for: {2}]', ['where', 'row', 'label']],
  ['[Error]: {0} [Row] #{1}: [Value missing for]: {2}', ['where', 'row', 'label']],
  ['[Value cannot be negative for {0}: {1}]', ['where', 'label']],
  ['{0} [Row] #{1}: [Value cannot be negative for] {2}', ['where', 'row', 'label']],
  ["[{0}: '{1}' ({3}) will get truncated, as max characters allowed is {2}]", ['where', 'label', 'other', 'other']],
  ['[{0} must be unique]', ['label']],
  ['[Value cannot be changed for {0}]', ['label']],
  ['[{0} Not allowed to change {1} after submission from {2} to {3}]', ['where', 'label', 'other', 'other']],
  ['[{0} {1} cannot be "{2}". It should be one of "{3}"]', ['where', 'label', 'other', 'other']],
  ['[Could not find {0}]', ['links']],
  ['[Cannot link cancelled document: {0}]', ['links']],
];

/**
 * Characters of a message that a template with several places of any length is compared with: the time that takes grows
 * with the cube of them.
 */
const LONGEST_WITH_MANY_PLACES = 2_000;

type Slot = 'where' | 'row' | 'label' | 'links' | 'other';

/** The places of a row in a text: `Row #2`, `Row 2` in ERPNext, and the same in the language of the translations. */
const ROW_TEXTS = ['Row', 'Row #{0}:', 'Row {0}:', '{0}, Row {1}', 'Row No {0}', 'row'];

/**
 * Reads a message that Frappe itself wrote, in English or in the language of the translations.
 *
 * @param labels all labels that it may have, the longest first.
 * @returns what it names, in its order; nothing if it is another message.
 */
export function readTemplate(
  text: string,
  labels: readonly string[],
  translations: Translations,
): readonly NamedLabel[] {
  // A pattern of all the labels of an invoice takes milliseconds to make.
  const said = labels.filter((label) => text.includes(label));
  if (said.length === 0) return [];
  for (const [template, slots] of TEMPLATES) {
    if (text.length > LONGEST_WITH_MANY_PLACES && slots.includes('other')) continue;
    for (const written of bothLanguages(template, translations)) {
      const found = readWritten(text, written, slots, said, translations);
      if (found.length > 0) return found;
    }
  }
  return [];
}

/** `Zeile 2: …`, `Ligne n° 2 : …`, on sites that do not return the translation of `Row`. */
const FIRST_WORD = /^[\p{L}\p{M}]+ (?:\p{L}+[°.] ?)?(\d+) ?:/u;

/** The index of the row that a text names; null if it names none. */
export function rowIn(text: string, translations: Translations): number | null {
  const words = ROW_TEXTS.flatMap((each) => [each, translate(translations, each)]).map((each) =>
    each.replace(/\{0\}\p{P}? ?(?=\p{L})|#? ?\{\d\}.*$/gu, '').trim(),
  );
  const named = new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${alternatives(words.filter(Boolean))}) ?(?:no\\.? )?#? ?(\\d+)`,
    'iu',
  );
  const number = [named, /#\s?(\d+)/, FIRST_WORD]
    .map((each) => each.exec(text)?.[1])
    .find((found) => found !== undefined);
  return number === undefined ? null : Number(number) - 1;
}

function bothLanguages(template: string, translations: Translations): readonly string[] {
  const parts = (toText: (source: string) => string) =>
    template.replace(/\[([^\]]+)\]/g, (_, source: string) => toText(source));
  return [...new Set([parts((source) => source), parts((source) => translate(translations, source))])];
}

function readWritten(
  text: string,
  written: string,
  slots: readonly Slot[],
  labels: readonly string[],
  translations: Translations,
): readonly NamedLabel[] {
  const order: Slot[] = [];
  const pattern = written
    .trim()
    .split(/(\{\d\})/)
    .map((part) => {
      const slot = /^\{\d\}$/.test(part) ? slots[Number(part[1])] : undefined;
      if (slot === undefined) return escapeRegExp(part);
      order.push(slot);
      if (slot === 'row') return '(\\d+)';
      return slot === 'label' ? `(${alternatives(labels)})` : `(${slot === 'where' ? '.*?' : '.+?'})`;
    })
    .join('')
    // Plain text begins without the blank that an empty place leaves.
    .replaceAll('(.*?) ', '(.*?) ?');
  const match = new RegExp(`^${pattern}$`, 'su').exec(text);
  if (match === null) return [];
  const partOf = (slot: Slot) => match[order.indexOf(slot) + 1] ?? '';
  if (order.includes('links')) return readLinks(partOf('links'), labels, translations);
  const where = order.includes('where') ? partOf('where') : '';
  const row = order.includes('row') ? Number(partOf('row')) - 1 : rowAtEnd(where, translations);
  return [{ label: partOf('label'), row, where }];
}

/** `Row #1: Item: NOPE, Customer: X`. */
function readLinks(text: string, labels: readonly string[], translations: Translations): readonly NamedLabel[] {
  const word = alternatives(['Row', translate(translations, 'Row')]);
  const link = new RegExp(`(?:^|, )(?:(?:${word}) #(\\d+): )?(${alternatives(labels)}): `, 'gsu');
  return [...text.matchAll(link)].map(([, row, label = '']) => ({
    label,
    row: row === undefined ? null : Number(row) - 1,
    where: '',
  }));
}

/** `Shop Order Item, Row 2` and `Row #2:`; not `Shop Order SO-2`. */
function rowAtEnd(where: string, translations: Translations): number | null {
  const isRow = ['{0}, Row {1}', 'Row #{0}:'].some((template) =>
    bothLanguages(`[${template}]`, translations).some((written) =>
      new RegExp(
        `^${escapeRegExp(written)
          .replace(/\\\{\d\\\}(?=.*\{)/, '.+')
          .replace(/\\\{\d\\\}/, '\\d+')}$`,
        'u',
      ).test(where),
    ),
  );
  return isRow ? rowIn(where, translations) : null;
}

function alternatives(texts: readonly string[]): string {
  return [...new Set(texts)].map(escapeRegExp).join('|') || '(?!)';
}
