import { type ReadContext, readSince } from './read-since.ts';

const FIELDS = ['name', 'creation', 'deleted_doctype', 'deleted_name'];

/** Finds the deletions since they were read last, in what the site keeps of deleted documents, for the log. */
export async function readDeletions(context: ReadContext, doctypes: readonly string[]): Promise<void> {
  const filters = [['deleted_doctype', 'in', doctypes]] as const;
  const reading = {
    key: 'deletions',
    doctype: 'Deleted Document',
    column: 'creation',
    fields: FIELDS,
    filters,
  } as const;
  await readSince(context, reading, async (rows) => {
    const events = rows.map(({ values, time }) => ({
      doctype: String(values.deleted_doctype),
      name: String(values.deleted_name),
      kind: 'DELETE' as const,
      modified: time,
    }));
    await context.log.append(events, 'found');
  });
}
