import { deriveOnce } from '../derive-once.ts';
import type { DocTypeCatalog } from './doctype-meta.ts';

/** `Sales Order` → `sales_order`, as in fieldnames and modules (frappe/__init__.py, `scrub`). */
export function scrub(doctype: string): string {
  return doctype.toLowerCase().replace(/[ -]/g, '_');
}

/** DocTypes by their names in fieldnames and modules. */
export const doctypesByScrub = deriveOnce(
  (doctypes: DocTypeCatalog): ReadonlyMap<string, string> =>
    new Map([...doctypes.keys()].map((name) => [scrub(name), name])),
);

/** DocTypes by the classes of their controllers: `SalesOrder`. A class of two DocTypes is of neither. */
export const doctypesByClass = deriveOnce((doctypes: DocTypeCatalog): ReadonlyMap<string, string> => {
  const names = [...doctypes.keys()].map((name) => [name.replace(/[ -]/g, ''), name] as const);
  const counts = new Map<string, number>();
  for (const [className] of names) counts.set(className, (counts.get(className) ?? 0) + 1);
  return new Map(names.filter(([className]) => counts.get(className) === 1));
});
