/** The differences between a schema and its site, so that nothing is silently dropped. */
export interface SchemaReport {
  renamed: { doctype: string; fieldname?: string; name: string }[];
  hidden: { doctype: string; fieldname?: string; reason: string }[];
}

/** @returns the report as lines for a person. */
export function formatSchemaReport(report: SchemaReport): string {
  const subject = (entry: { doctype: string; fieldname?: string }) =>
    entry.fieldname === undefined ? entry.doctype : `${entry.doctype}.${entry.fieldname}`;
  return [
    ...report.renamed.map((entry) => `renamed  ${subject(entry)} → ${entry.name}`),
    ...report.hidden.map((entry) => `changed  ${subject(entry)}: ${entry.reason}`),
  ].join('\n');
}
