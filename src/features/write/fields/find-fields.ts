import type { FieldError, GatewayError, ServerMessage } from '../../../errors.ts';
import { type Translations, translate } from '../../../metadata/translations.ts';
import type { DocFieldEntry, DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import type { SchemaModel } from '../../../schema/model/schema-model.ts';
import { type DocInput, rowsOf } from '../doc-input.ts';
import { longestNamed } from './longest-named.ts';
import { type NamedLabel, readTemplate, rowIn } from './message-templates.ts';

/** Errors about the document as a whole, even if their message has the label of a docfield. */
const NOT_ABOUT_A_FIELD: ReadonlySet<string> = new Set([
  'TimestampMismatchError',
  'DocstatusTransitionError',
  'DocumentLockedError',
  'DuplicateEntryError',
  'LinkExistsError',
]);

/** The write that a site refused. */
export interface RefusedWrite {
  readonly model: SchemaModel;
  readonly entry: DocTypeEntry;
  /** The values that were sent: of two tables with the same docfields, the row may be in one alone. */
  readonly input?: DocInput | null | undefined;
}

/**
 * Finds what a refusal of the site is about: each message with the path within an input, such as `items.2.qty`. The
 * site's exception names docfields by fieldname; its message has labels and numbers of rows, in English or in the
 * language of the translations. Of two docfields that may be meant, neither is named.
 */
export function findFields(
  write: RefusedWrite,
  error: GatewayError,
  translations: Translations,
): readonly FieldError[] {
  const { messages = [], named, excType } = error.details;
  if (NOT_ABOUT_A_FIELD.has(excType ?? '')) return [{ field: null, message: error.message }];
  const labels = labelsOf(write, translations);
  const thrown = messages.at(-1)?.text ?? error.message;
  const places = (text: string, fieldname?: string) => placesIn(write, labels, translations, text, fieldname);
  // A site says all that is missing at once: in its exception, and with a message for each.
  const fieldnames = named?.fieldnames ?? [];
  const isRead = ({ text }: ServerMessage) => readTemplate(text, labels.texts, translations).length > 0;
  const said = named ? messages.slice(-fieldnames.length) : messages.some(isRead) ? messages : [];
  const isEach = excType === 'MandatoryError' && said.length > 1 && (!named || said.length === fieldnames.length);
  if (isEach)
    return said.flatMap(({ text }, index) =>
      places(text, fieldnames[index]).map((field) => ({ field, message: text })),
    );
  return places(thrown, fieldnames.at(-1)).map((field) => ({ field, message: error.message }));
}

/** A docfield of the document or of a table's rows, with the texts that a message may call it by. */
interface Labelled {
  readonly table: DocFieldEntry | null;
  readonly field: DocFieldEntry;
  readonly texts: ReadonlySet<string>;
}

interface Labels {
  readonly all: readonly Labelled[];
  /** Every text, the longest first. */
  readonly texts: readonly string[];
  /** The names of the DocType and of those of its rows. */
  readonly doctypes: ReadonlyMap<DocFieldEntry | null, ReadonlySet<string>>;
}

function labelsOf({ model, entry }: RefusedWrite, translations: Translations): Labels {
  const owners = [{ table: null, of: entry }, ...tablesOf(model, entry)];
  const all = owners.flatMap(({ table, of }) =>
    fieldsOf(of).map((field) => {
      const label = field.docfield.label ?? '';
      const inContext = translate(translations, label, of.meta.name);
      return { table, field, texts: new Set([label, translate(translations, label), inContext].filter(Boolean)) };
    }),
  );
  const texts = [...new Set(all.flatMap((each) => [...each.texts]))].sort((one, other) => other.length - one.length);
  const namesOf = ({ meta: { name } }: DocTypeEntry) => new Set([name, translate(translations, name)]);
  return { all, texts, doctypes: new Map(owners.map(({ table, of }) => [table, namesOf(of)])) };
}

function tablesOf(model: SchemaModel, entry: DocTypeEntry): { table: DocFieldEntry; of: DocTypeEntry }[] {
  return fieldsOf(entry).flatMap((table) => {
    const of = table.kind.kind === 'childTable' ? model.byDoctype.get(table.kind.target) : undefined;
    return of ? [{ table, of }] : [];
  });
}

/** Those that are only written, too: Passwords. */
function fieldsOf({ fields, inputs }: DocTypeEntry): readonly DocFieldEntry[] {
  return [...fields, ...inputs.filter(({ name }) => fields.every((field) => field.name !== name))];
}

function placesIn(
  write: RefusedWrite,
  labels: Labels,
  translations: Translations,
  text: string,
  fieldname: string | undefined,
): readonly (string | null)[] {
  const read = readTemplate(text, labels.texts, translations);
  if (fieldname !== undefined) {
    const row = read[0]?.row ?? rowIn(text, translations);
    const isNamed = ({ field }: Labelled) => field.docfield.fieldname === fieldname;
    const named = placeOf(write, labels, { row, where: read[0]?.where ?? text }, isNamed);
    // A label may have a number of its own.
    return [named ?? placeOf(write, labels, { row: null, where: '' }, isNamed)];
  }
  if (read.length > 0) {
    return read.map((named) => placeOf(write, labels, named, ({ texts }) => texts.has(named.label)));
  }
  return [placeByLabel(write, labels, translations, text)];
}

/** The only place that is meant; null if there is none, or more than one. */
function placeOf(
  { input }: RefusedWrite,
  labels: Labels,
  { row, where }: Omit<NamedLabel, 'label'>,
  isMeant: (labelled: Labelled) => boolean,
): string | null {
  const found = labels.all.filter((each) => (each.table === null) === (row === null) && isMeant(each));
  if (row === null) return found.length === 1 ? (found[0]?.field.name ?? null) : null;
  const isNamed = ({ table }: Labelled) => [...(labels.doctypes.get(table) ?? [])].some((name) => where.includes(name));
  const hasRow = ({ table }: Labelled) =>
    input?.tables.some((given) => given.docfield.fieldname === table?.docfield.fieldname && rowsOf(given).length > row);
  for (const narrowed of [found, found.filter(isNamed), found.filter(hasRow)]) {
    const [only, ...others] = narrowed;
    if (only?.table && others.length === 0) return `${only.table.name}.${row}.${only.field.name}`;
  }
  return null;
}

/** Whether the document can have a row: a table that the input replaces has no others. */
function canHaveRow(input: DocInput | null | undefined, table: DocFieldEntry, row: number): boolean {
  const given = input?.tables.find(({ docfield }) => docfield.fieldname === table.docfield.fieldname);
  return given?.kind !== 'replace' || given.rows.length > row;
}

/** The end of a sentence, also of an Arabic or Hindi one; not that of `Row No. 2`. */
const END_OF_SENTENCE = /[.!?\u061f\u0964]\s+(?=[\p{L}\p{M}])|\n/u;

/**
 * A message of a controller: the label that says most is what it is about. Later sentences are advice,
 * which may have labels of its own.
 */
function placeByLabel(write: RefusedWrite, labels: Labels, translations: Translations, text: string): string | null {
  const masked = [...new Set([...labels.doctypes.values()].flatMap((names) => [...names]))];
  const [sentence = ''] = text.split(END_OF_SENTENCE);
  const values = textsOf(write.input);
  const row = rowIn(text, translations);
  const placeIn = (at: number | null) => {
    const all = labels.all.filter(({ table }) => (table === null) === (at === null));
    const label = longestNamed(sentence, [...new Set(all.flatMap(({ texts }) => [...texts]))], masked, values);
    if (label === null) return null;
    return placeOf(write, labels, { row: at, where: text }, ({ texts }) => texts.has(label));
  };
  if (row === null) return placeIn(null);
  const [table, ...others] = [...labels.doctypes.keys()].filter((each) => each !== null);
  const only = table && others.length === 0 && canHaveRow(write.input, table, row) ? `${table.name}.${row}` : null;
  // The row itself is better than a docfield of the document whose label is in the message.
  return placeIn(row) ?? only;
}

/** All texts of an input. */
function textsOf(input: DocInput | null | undefined): readonly string[] {
  const rows = input?.tables.flatMap(rowsOf) ?? [];
  return [...(input?.fields ?? []), ...rows.flatMap(({ fields }) => fields)].flatMap(({ value }) =>
    typeof value === 'string' && value !== '' ? [value] : [],
  );
}
