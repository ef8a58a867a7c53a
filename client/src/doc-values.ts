/** A document or row as a query shows it: plain values, links and attachments as objects, tables as lists of rows. */
export type DocValues = Readonly<Record<string, unknown>>;

/** Fields of a document that no form changes. */
const NOT_WRITABLE: ReadonlySet<string> = new Set([
  ...['__typename', '_meta', 'id', 'doctype', 'owner', 'creation', 'modified', 'modified_by', 'docstatus', 'idx'],
]);

/** Whether a value is a child table. */
export function isTable(value: unknown): value is readonly DocValues[] {
  return Array.isArray(value) && value.every((row) => typeof row === 'object' && row !== null);
}

/**
 * Turns a value from the form that queries show into the one that inputs take: a link into the name of its document, an
 * attachment into its URL. All others stay as they are.
 */
export function toInputValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value ?? null;
  const { name, url } = value as { name?: unknown; url?: unknown };
  if (typeof name === 'string') return name;
  return typeof url === 'string' ? url : value;
}

/** Whether two values are the same to the site: two links to one document, whatever was selected of it. */
export function isSame(one: unknown, other: unknown): boolean {
  if (isTable(one) && isTable(other)) {
    return one.length === other.length && one.every((row, index) => isSameRow(row, other[index] ?? {}));
  }
  return JSON.stringify(toInputValue(one)) === JSON.stringify(toInputValue(other));
}

/** Whether two rows have the same name and writable values. */
export function isSameRow(one: DocValues, other: DocValues): boolean {
  return one.name === other.name && changedFields(one, other).length === 0;
}

/** The writable fields in which two documents or rows differ; a field that only one of them has differs. */
export function changedFields(one: DocValues, other: DocValues): string[] {
  return writableFields(one, other).filter((field) => !isSame(one[field], other[field]));
}

/** The fields of documents or rows that an input can have, `name` excluded. */
export function writableFields(...docs: readonly DocValues[]): string[] {
  const fields = new Set(docs.flatMap((doc) => Object.keys(doc)));
  return [...fields].filter((field) => !NOT_WRITABLE.has(field) && field !== 'name');
}

/**
 * The input that turns `base` into `values`: only what differs. A table that differs is sent as a whole; its stored rows
 * give their name and what differs in them.
 *
 * @param base the document as it was read; null for a new one.
 */
export function toInput(base: DocValues | null, values: DocValues): Record<string, unknown> {
  const fields = base === null ? writableFields(values) : changedFields(base, values);
  return Object.fromEntries(
    fields.map((field) => {
      const value = values[field];
      return [field, isTable(value) ? toRows(base?.[field], value) : toInputValue(value)];
    }),
  );
}

function toRows(stored: unknown, rows: readonly DocValues[]): Record<string, unknown>[] {
  const byName = new Map((isTable(stored) ? stored : []).map((row) => [row.name, row]));
  return rows.map((row) => {
    const before = typeof row.name === 'string' ? byName.get(row.name) : undefined;
    return before === undefined ? toInput(null, row) : { name: row.name, ...toInput(before, row) };
  });
}

/** The paths that differ, such as `customer`, `items` and `items.0.qty`: what a form marks as changed. */
export function dirtyPaths(base: DocValues | null, values: DocValues): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const field of base === null ? writableFields(values) : changedFields(base, values)) {
    paths.add(field);
    const [rows, stored] = [values[field], base?.[field]];
    if (!isTable(rows)) continue;
    const byName = new Map((isTable(stored) ? stored : []).map((row) => [row.name, row]));
    for (const [index, row] of rows.entries()) {
      const before = byName.get(row.name);
      const cells = before === undefined ? writableFields(row) : changedFields(before, row);
      for (const cell of cells) paths.add(`${field}.${index}.${cell}`);
    }
  }
  return paths;
}
