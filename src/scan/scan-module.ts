import type { Method } from '../metadata/method-catalog.ts';
import type { ModuleFile } from './app-packages.ts';
import { isWhitelist, readDecorators, readWhitelistCall, type Whitelisting } from './decorators.ts';
import { readDocstring } from './docstring.ts';
import { type Imports, readImport } from './imports.ts';
import { startsJob } from './job-starts.ts';
import { annotationText, readParameters } from './parameters.ts';
import { lineOf, type PyNode, type PythonParser, partsOf } from './python-tree.ts';

/** A whitelisted function, with the line of its `def`. */
export interface FoundMethod {
  name: string;
  line: number;
  method: Method;
}

/** A class with the whitelisted methods of its own. */
export interface FoundClass {
  name: string;
  /** Its bases as they are written. */
  bases: string[];
  methods: FoundMethod[];
  /** All methods, whitelisted or not: one that hides a base's. */
  names: Set<string>;
}

/** What a Python file has. */
export interface ScannedModule {
  module: string;
  functions: FoundMethod[];
  classes: FoundClass[];
  /** Whitelisted, but no call gets to them: defined inside a function. */
  unreachable: FoundMethod[];
  imports: Imports;
  errorLine: number | null;
}

/** What is gathered on the way through a file. */
interface Draft extends ScannedModule {
  imports: Map<string, string>;
  isPackage: boolean;
  whitelistNames: Set<string>;
  /** Definitions of the module by name, for `frappe.whitelist()(fn)`. */
  definitions: Map<string, FoundMethod>;
}

/** Where a definition stands. */
type Place = { kind: 'module' } | { kind: 'class'; found: FoundClass } | { kind: 'function' };

/** Reads one Python file. It is never run. */
export function scanModule({ file, module }: ModuleFile, source: string, parse: PythonParser): ScannedModule {
  const { root, errorLine, close } = parse(source);
  const draft: Draft = {
    module,
    functions: [],
    classes: [],
    unreachable: [],
    imports: new Map(),
    errorLine,
    isPackage: file.endsWith('__init__.py'),
    whitelistNames: new Set(),
    definitions: new Map(),
  };
  for (const child of partsOf(root)) visit(child, { kind: 'module' }, draft);
  close();
  return draft;
}

/** Statements of any depth: functions are defined within `if`, `try` and `with` too. */
function visit(node: PyNode, place: Place, draft: Draft): void {
  const { type } = node;
  if (type === 'import_statement' || type === 'import_from_statement') takeImport(node, draft);
  else if (type === 'decorated_definition') takeDecorated(node, place, draft);
  else if (type === 'function_definition') takeFunction(node, [], place, draft);
  else if (type === 'class_definition') takeClass(node, place, draft);
  else if (type === 'expression_statement') takeWrapped(node, place, draft);
  else for (const child of partsOf(node)) visit(child, place, draft);
}

function takeImport(node: PyNode, draft: Draft): void {
  for (const [name, path] of readImport(node, draft.module, draft.isPackage)) {
    draft.imports.set(name, path);
    if (path === 'frappe.whitelist') draft.whitelistNames.add(name);
  }
}

function takeDecorated(node: PyNode, place: Place, draft: Draft): void {
  const definition = node.childForFieldName('definition');
  const decorators = partsOf(node).filter((child) => child.type === 'decorator');
  if (definition?.type === 'function_definition') takeFunction(definition, decorators, place, draft);
  else if (definition !== null) takeClass(definition, place, draft);
}

function takeFunction(definition: PyNode, decorators: readonly PyNode[], place: Place, draft: Draft): void {
  const name = nameOf(definition);
  // Frappe itself uses what it defines: in its `__init__.py`, and in v14 in the class of all documents.
  if (name === 'whitelist' && /^frappe(\.|$)/.test(draft.module)) draft.whitelistNames.add('whitelist');
  const whitelisting = readDecorators(decorators, draft.whitelistNames);
  const isStatic = decorators.some((decorator) => decorator.text.trim() === '@staticmethod');
  const isBound = place.kind === 'class' && !isStatic;
  if (place.kind === 'class') place.found.names.add(name);
  if (place.kind === 'module') draft.definitions.set(name, toFound(name, definition, {}, isBound));
  if (whitelisting !== undefined) add(toFound(name, definition, whitelisting, isBound), place, draft);
  if (/whitelist/.test(definition.childForFieldName('body')?.text ?? ''))
    for (const child of bodyOf(definition)) visit(child, { kind: 'function' }, draft);
}

function takeClass(definition: PyNode, place: Place, draft: Draft): void {
  const bases = definition.childForFieldName('superclasses');
  const found: FoundClass = {
    name: nameOf(definition),
    bases: (bases === null ? [] : partsOf(bases))
      .filter(({ type }) => type === 'identifier' || type === 'attribute')
      .map(({ text }) => text),
    methods: [],
    names: new Set(),
  };
  const isOfModule = place.kind === 'module';
  if (isOfModule) draft.classes.push(found);
  for (const child of bodyOf(definition))
    visit(child, isOfModule ? { kind: 'class', found } : { kind: 'function' }, draft);
}

/** `get_js = frappe.whitelist()(other)` and `frappe.whitelist()(fn)`. */
function takeWrapped(node: PyNode, place: Place, draft: Draft): void {
  const [statement] = partsOf(node);
  const outer = statement?.type === 'assignment' ? statement.childForFieldName('right') : statement;
  const inner = outer?.childForFieldName('function') ?? null;
  const callee = inner?.childForFieldName('function') ?? null;
  const target = outer?.childForFieldName('arguments')?.firstNamedChild ?? null;
  if (callee === null || target === null || !isWhitelist(callee.text, draft.whitelistNames)) return;
  const assigned = statement?.childForFieldName('left') ?? target;
  if (assigned.type !== 'identifier') return;
  const method = draft.definitions.get(target.text)?.method ?? { args: [], extraArgs: 'kwargs' };
  const whitelisting = readWhitelistCall(inner?.childForFieldName('arguments') ?? null);
  add({ name: assigned.text, line: lineOf(node), method: { ...method, ...whitelisting } }, place, draft);
}

function toFound(name: string, definition: PyNode, whitelisting: Whitelisting, isBound: boolean): FoundMethod {
  const { args } = readParameters(definition, isBound, new Map());
  const names = args.map((argument) => argument.name);
  const docstring = readDocstring(definition, names);
  const returns = definition.childForFieldName('return_type');
  const method: Method = {
    ...readParameters(definition, isBound, docstring.args),
    ...(returns === null ? {} : { returns: annotationText(returns) }),
    ...(docstring.summary === undefined ? {} : { doc: docstring.summary }),
    ...(startsJob(definition) ? { startsJob: true } : {}),
    ...whitelisting,
  };
  return { name, line: lineOf(definition), method };
}

function add(found: FoundMethod, place: Place, draft: Draft): void {
  if (place.kind === 'function') draft.unreachable.push(found);
  else if (place.kind === 'class') place.found.methods.push(found);
  else draft.functions.push(found);
}

function nameOf(definition: PyNode): string {
  return definition.childForFieldName('name')?.text ?? '';
}

function bodyOf(definition: PyNode): PyNode[] {
  const body = definition.childForFieldName('body');
  return body === null ? [] : partsOf(body);
}
