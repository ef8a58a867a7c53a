import { type MethodsFile, methodNames } from '../metadata/method-catalog.ts';

/** The parts of a file of methods that a scan or a site's own list gives. */
export type FoundParts = Partial<Pick<MethodsFile, 'methods' | 'docMethods' | 'overrides' | 'scripts' | 'apps'>>;

/**
 * A file of methods as text: sorted, so that the same methods give the same file. Corrections that people
 * made in it stay, and so do the parts that this scan did not look for.
 */
export function writeMethods(before: MethodsFile, found: FoundParts): string {
  const { apps, records, corrections, methods, docMethods, overrides, scripts } = { ...before, ...found };
  const file = {
    ...(Object.keys(apps).length === 0 ? {} : { apps: sorted(apps) }),
    ...(Object.keys(records).length === 0 ? {} : { records: sorted(records) }),
    corrections: sorted(corrections),
    methods: sorted(methods),
    scripts: sorted(scripts),
    docMethods: sorted(Object.fromEntries(Object.entries(docMethods).map(([doctype, own]) => [doctype, sorted(own)]))),
    overrides: sorted(overrides),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** @returns the corrections that name no method any longer. */
export function findStaleCorrections(before: MethodsFile, found: FoundParts): string[] {
  const after = { ...before, ...found };
  const known = methodNames(after);
  return Object.keys(after.corrections).filter((name) => !known.has(name));
}

function sorted<Value>(record: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
