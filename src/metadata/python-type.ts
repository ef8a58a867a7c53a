/** The names of Python types that JSON or GraphQL has a form of its own for. */
export type PythonScalar =
  | 'bigint'
  | 'bool'
  | 'date'
  | 'datetime'
  | 'decimal'
  | 'float'
  | 'int'
  | 'str'
  | 'time'
  | 'timedelta';

/** The type that an annotation describes. */
export type PythonType =
  | UnknownType
  | { kind: 'none' }
  | { kind: 'scalar'; name: PythonScalar }
  | { kind: 'literal'; values: readonly (string | number | boolean)[] }
  | { kind: 'list'; of: PythonType }
  | { kind: 'dict' }
  | { kind: 'union'; options: readonly PythonType[] };

/** A class of an app, or a class and `str`: then JSON can only be sent as text. */
interface UnknownType {
  kind: 'any';
  is?: 'class' | 'class or text';
}

/** The type of values about which nothing is known. */
export const ANY: PythonType = { kind: 'any' };
const CLASS: PythonType = { kind: 'any', is: 'class' };
const CLASS_OR_TEXT: PythonType = { kind: 'any', is: 'class or text' };

const SCALARS: Readonly<Record<string, PythonScalar>> = {
  bigint: 'bigint',
  bool: 'bool',
  date: 'date',
  datetime: 'datetime',
  Decimal: 'decimal',
  float: 'float',
  int: 'int',
  str: 'str',
  time: 'time',
  timedelta: 'timedelta',
};

const LISTS = new Set([
  'list',
  'List',
  'set',
  'Set',
  'frozenset',
  'tuple',
  'Tuple',
  'Sequence',
  'Iterable',
  'Collection',
]);
const DICTS = new Set([
  'dict',
  'Dict',
  '_dict',
  'Mapping',
  'MutableMapping',
  'TypedDict',
  'defaultdict',
  'OrderedDict',
]);
const WRAPPERS = new Set(['Annotated', 'Final', 'Required', 'NotRequired']);

/**
 * Reads a Python annotation, such as `Optional[list[int]] | None`. An unknown annotation is `any`: a class of an app, a
 * type variable, and what does not parse.
 */
export function parsePythonType(annotation: string | undefined): PythonType {
  if (annotation === undefined) return ANY;
  const tokens = annotation.match(/"[^"]*"|'[^']*'|[\w.]+|-\d+|\S/g) ?? [];
  const reader = { tokens, at: 0 };
  const type = readUnion(reader);
  return reader.at === tokens.length ? type : ANY;
}

interface Reader {
  tokens: readonly string[];
  at: number;
}

function readUnion(reader: Reader): PythonType {
  const options = [readOne(reader)];
  while (reader.tokens[reader.at] === '|') {
    reader.at += 1;
    options.push(readOne(reader));
  }
  return toUnion(options);
}

function readOne(reader: Reader): PythonType {
  const token = reader.tokens[reader.at] ?? '';
  reader.at += 1;
  // An annotation that is quoted stands for itself.
  if (/^["']/.test(token)) return parsePythonType(token.slice(1, -1));
  // `datetime.date` is a date, and `DF.Data` no type that is known here.
  const name = /^(?:typing|t|datetime|decimal|frappe|collections(?:\.abc)?)\./.test(token)
    ? (token.split('.').at(-1) ?? '')
    : token;
  if (reader.tokens[reader.at] !== '[') return plainType(name);
  reader.at += 1;
  if (name === 'Literal') return { kind: 'literal', values: readLiterals(reader) };
  const parts = readParts(reader);
  if (name === 'Optional') return toUnion([...parts, { kind: 'none' }]);
  if (name === 'Union') return toUnion(parts);
  if (WRAPPERS.has(name)) return parts[0] ?? ANY;
  if (LISTS.has(name)) return { kind: 'list', of: isUniform(name, parts) ? (parts[0] ?? ANY) : ANY };
  return plainType(name);
}

/** `tuple[int, str]` has another type at each place; `tuple[int, ...]` has one. */
function isUniform(name: string, parts: readonly PythonType[]): boolean {
  return !/^tuple$/i.test(name) || parts.length === 1;
}

function readParts(reader: Reader): PythonType[] {
  const parts: PythonType[] = [];
  while (reader.at < reader.tokens.length) {
    const token = reader.tokens[reader.at];
    if (token === ']') {
      reader.at += 1;
      return parts;
    }
    if (token === ',' || token === '.' || token === '...') reader.at += 1;
    else parts.push(token === '[' ? readNested(reader) : readUnion(reader));
  }
  return parts;
}

/** The list of arguments in `Callable[[int], str]`. */
function readNested(reader: Reader): PythonType {
  reader.at += 1;
  readParts(reader);
  return ANY;
}

function readLiterals(reader: Reader): (string | number | boolean)[] {
  const values: (string | number | boolean)[] = [];
  while (reader.at < reader.tokens.length) {
    const token = reader.tokens[reader.at] ?? '';
    reader.at += 1;
    if (token === ']') break;
    if (/^["']/.test(token)) values.push(token.slice(1, -1));
    else if (/^-?\d+$/.test(token)) values.push(Number(token));
    else if (token === 'True' || token === 'False') values.push(token === 'True');
  }
  return values;
}

function plainType(name: string): PythonType {
  if (name === 'None' || name === 'NoneType') return { kind: 'none' };
  if (Object.hasOwn(SCALARS, name)) return { kind: 'scalar', name: SCALARS[name] as PythonScalar };
  if (LISTS.has(name)) return { kind: 'list', of: ANY };
  if (DICTS.has(name)) return { kind: 'dict' };
  return /^[A-Z]\w*$/.test(name) && name !== 'Any' ? CLASS : ANY;
}

/** Unions of unions are flat, each option is in them once, and `any` takes in all others. */
function toUnion(options: readonly PythonType[]): PythonType {
  const flat = options.flatMap((option) => (option.kind === 'union' ? option.options : [option]));
  const once = [...new Map(flat.map((option) => [JSON.stringify(option), option])).values()];
  if (once.length === 1) return once[0] ?? ANY;
  if (once.some(({ kind }) => kind === 'any')) return takesTextOrClass(once) ? CLASS_OR_TEXT : ANY;
  return { kind: 'union', options: once };
}

/** `Document | str`, and `Document | str | None`. */
function takesTextOrClass(options: readonly PythonType[]): boolean {
  const isText = (type: PythonType) => type.kind === 'scalar' && type.name === 'str';
  const isClass = (type: PythonType) => type.kind === 'any' && type.is !== undefined;
  const others = options.filter((type) => !isText(type) && !isClass(type) && type.kind !== 'none');
  return others.length === 0 && options.some((type) => isText(type) || isClassOrText(type));
}

/** Whether Python takes a class of an app or text, and no JSON: objects are sent as text, which the function parses. */
export function isClassOrText(type: PythonType): boolean {
  return type.kind === 'any' && type.is === 'class or text';
}

/** Whether `None` is a value of a type. */
export function takesNone(type: PythonType): boolean {
  if (type.kind === 'union') return type.options.some(takesNone);
  return type.kind === 'none' || type.kind === 'any';
}

/** A type without `None`. */
export function withoutNone(type: PythonType): PythonType {
  if (type.kind !== 'union') return type;
  return toUnion(type.options.filter(({ kind }) => kind !== 'none'));
}
