import { type DocValues, isTable } from './doc-values.ts';

/**
 * Puts new values of a document into an answer, wherever it shows the document: by `id`, which is the same for a document
 * everywhere, and in fields that are selected there. Of a link to another document, only the name is known.
 *
 * @param changes the new values by field, as a query or a form has them.
 * @returns the answer itself if it does not show the document.
 */
export function withChanges<Answer>(answer: Answer, id: string, changes: DocValues): Answer {
  return visit(answer, id, changes) as Answer;
}

function visit(value: unknown, id: string, changes: DocValues): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const visited = value.map((each) => visit(each, id, changes));
    return visited.some((each, index) => each !== value[index]) ? visited : value;
  }
  const before = Object.entries(value);
  const isMeant = (value as DocValues).id === id;
  const after = before.map(([field, shown]) => {
    const isChanged = isMeant && field !== 'id' && field in changes;
    return [field, isChanged ? like(shown, changes[field]) : visit(shown, id, changes)] as const;
  });
  return after.some(([, shown], index) => shown !== before[index]?.[1]) ? Object.fromEntries(after) : value;
}

/** A new value with what was selected of the one before. */
function like(before: unknown, value: unknown): unknown {
  if (isTable(before) && isTable(value)) {
    const byName = new Map(before.map((row) => [row.name, row]));
    return value.map((row) => selected(byName.get(row.name) ?? {}, Object.keys(before[0] ?? row), row));
  }
  if (typeof before !== 'object' || before === null || Array.isArray(before)) return value;
  const link = typeof value === 'string' ? { name: value } : (value as DocValues | null);
  if (link === null) return null;
  const isSameLink = 'name' in before && before.name === link.name;
  return selected(isSameLink ? (before as DocValues) : {}, Object.keys(before), link);
}

function selected(known: DocValues, fields: readonly string[], values: DocValues): DocValues {
  return Object.fromEntries(
    fields.map((field) => {
      const before = known[field] ?? null;
      return [field, field in values ? like(before, values[field]) : before];
    }),
  );
}
