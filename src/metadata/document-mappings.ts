import type { DocTypeCatalog } from './doctype-meta.ts';
import { doctypesByClass, doctypesByScrub } from './doctype-names.ts';
import { ERPNEXT_MAPPINGS, ERPNEXT_MAPPINGS_OF_MANY } from './erpnext-mappings.ts';
import type { MethodsFile } from './method-catalog.ts';
import { isMethodAllowed, type MethodChoice } from './method-choice.ts';
import { listWhitelistedMethods, type WhitelistedMethod } from './whitelisted-method.ts';

/** A function that makes an unsaved document of a stored one. */
export interface DocumentMapping {
  readonly path: string;
  /** The DocType of the stored document. */
  readonly source: string;
  /** The DocType of the unsaved one. */
  readonly target: string;
  /** The argument that takes the name of the stored document, and the one that takes its DocType, if it has one. */
  readonly nameArgument: string;
  readonly doctypeArgument: string | null;
}

/**
 * The mappings of a site, by the annotations and corrections of its methods and by what is known of ERPNext. Of two with
 * the same source and target, the first one counts.
 */
export function listMappings(doctypes: DocTypeCatalog, file: MethodsFile, choice: MethodChoice): DocumentMapping[] {
  const declared = listWhitelistedMethods(file, choice).flatMap((method) => toDeclared(doctypes, method));
  const isShown = (path: string) => isMethodAllowed(path, choice) && !file.corrections[path]?.hide;
  const known = [...ofErpnext(doctypes)].filter(({ path }) => isShown(path));
  const mappings = [...declared, ...known].filter(
    ({ source, target }) => isDoc(doctypes, source) && isDoc(doctypes, target),
  );
  const first = new Map<string, DocumentMapping>();
  for (const mapping of mappings) {
    const key = `${mapping.source}\n${mapping.target}`;
    if (!first.has(key)) first.set(key, mapping);
  }
  return [...first.values()];
}

function isDoc(doctypes: DocTypeCatalog, name: string): boolean {
  const meta = doctypes.get(name);
  return meta !== undefined && !meta.isChild && !meta.isSingle;
}

/** A function of a DocType's module that takes `source_name`, and whose result is a document by its annotation. */
function toDeclared(doctypes: DocTypeCatalog, method: WhitelistedMethod): DocumentMapping[] {
  const target = doctypesByClass(doctypes).get(method.returnsClass ?? '');
  const source = sourceOf(doctypes, method.path);
  const takesName = method.args.some(({ name }) => name === 'source_name');
  if (method.doctype !== null || target === undefined || source === undefined || !takesName) return [];
  return [{ path: method.path, source, target, ...BY_SOURCE_NAME }];
}

const BY_SOURCE_NAME = { nameArgument: 'source_name', doctypeArgument: null } as const;

/** `erpnext.selling.doctype.sales_order.sales_order.make_delivery_note` is of Sales Order. */
function sourceOf(doctypes: DocTypeCatalog, path: string): string | undefined {
  const word = /\.doctype\.(\w+)\.\1\.\w+$/.exec(path)?.[1];
  return word === undefined ? undefined : doctypesByScrub(doctypes).get(word);
}

function* ofErpnext(doctypes: DocTypeCatalog): Generator<DocumentMapping> {
  for (const [module, functions] of Object.entries(ERPNEXT_MAPPINGS)) {
    for (const [name, target] of Object.entries(functions)) {
      const path = `${module}.${name}`;
      const source = sourceOf(doctypes, path);
      if (source !== undefined) yield { path, source, target, ...BY_SOURCE_NAME };
    }
  }
  for (const [path, { target, sources }] of Object.entries(ERPNEXT_MAPPINGS_OF_MANY)) {
    for (const source of sources) yield { path, source, target, nameArgument: 'dn', doctypeArgument: 'dt' };
  }
}
