import type { Dialect } from '../dialects.ts';
import { FrappeError, pythonError } from '../frappe-error.ts';
import type { Parameters } from '../http/parameters.ts';
import { bigIntegerText } from '../python-json.ts';

/** A parameter of a Python function. */
export interface PythonParameter {
  name: string;
  /** Its annotation, as an error of v15 names it. */
  type?:
    | 'int'
    | 'float'
    | 'str'
    | 'bool'
    | 'list'
    | 'dict'
    | 'typing.Optional[list]'
    | 'typing.Optional[int]'
    | 'float | None';
  /** Absent where it must be given. */
  default?: unknown;
}

/** A Python function as far as calling it goes. */
export interface PythonSignature {
  /** As errors name it, such as `add`. */
  name: string;
  /** Its dotted path. */
  path: string;
  parameters: readonly PythonParameter[];
}

/**
 * Calls by keyword as Frappe does: unknown arguments are dropped, missing ones are Python's error, and from v15 on
 * values are turned into what the annotations say, or refused.
 */
export function bindArguments(dialect: Dialect, signature: PythonSignature, given: Parameters): Parameters {
  const missing = signature.parameters.filter((parameter) => !('default' in parameter) && !(parameter.name in given));
  if (missing.length > 0) throw missingArguments(signature, missing);
  return Object.fromEntries(
    signature.parameters.map((parameter) => {
      const value = parameter.name in given ? given[parameter.name] : parameter.default;
      return [parameter.name, convert(dialect, signature, parameter, value)];
    }),
  );
}

function missingArguments({ name }: PythonSignature, missing: readonly PythonParameter[]): FrappeError {
  const names = missing.map((parameter) => `'${parameter.name}'`).join(' and ');
  const count = `${missing.length} required positional argument${missing.length > 1 ? 's' : ''}`;
  return pythonError('TypeError', `${name}() missing ${count}: ${names}`);
}

function convert(dialect: Dialect, signature: PythonSignature, parameter: PythonParameter, value: unknown): unknown {
  const { type } = parameter;
  if (type === undefined || dialect.major === 14 || value === parameter.default) return value;
  const converted = convertTo(type, value);
  if (converted !== undefined) return converted;
  throw wrongType(dialect, signature, parameter, value);
}

/** pydantic in its lax mode; undefined where it refuses. */
function convertTo(type: string, value: unknown): unknown {
  const isOptional = type.startsWith('typing.Optional') || type.endsWith('| None');
  if (value === null) return isOptional ? null : undefined;
  if (bigIntegerText(value) !== undefined) return /\b(int|float)\b/.test(type) ? value : undefined;
  switch (type.replace(/^typing\.Optional\[(.*)\]$/, '$1').replace(/ \| None$/, '')) {
    case 'int':
      return toNumber(value, Number.isInteger);
    case 'float':
      return toNumber(value, () => true);
    case 'bool':
      return typeof value === 'boolean' ? value : { '1': true, true: true, '0': false, false: false }[String(value)];
    case 'str':
      return typeof value === 'string' ? value : undefined;
    case 'list':
      return Array.isArray(value) ? value : undefined;
    default:
      return typeof value === 'object' && !Array.isArray(value) ? value : undefined;
  }
}

function toNumber(value: unknown, isAllowed: (number: number) => boolean): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && isAllowed(number) ? number : undefined;
}

/** v16-dev ends with pydantic's own last line. */
function wrongType(
  dialect: Dialect,
  signature: PythonSignature,
  parameter: PythonParameter,
  value: unknown,
): FrappeError {
  const place = dialect.major === 17 ? ` in '${signature.path}'` : '';
  const text = `Argument '${parameter.name}'${place} should be of type '${parameter.type}' but got '${pythonType(value)}' instead.`;
  const kind = parameter.type?.includes('list')
    ? 'list_type'
    : `${parameter.type?.match(/int|float|bool/)?.[0]}_parsing`;
  const lastLine = `    For further information visit https://errors.pydantic.dev/2.7/v/${kind}`;
  return new FrappeError({
    excType: 'FrappeTypeError',
    status: 417,
    module: 'frappe.exceptions.',
    text,
    ...(dialect.major === 16 ? { lastLine } : {}),
  });
}

/** `type(value).__name__`. */
export function pythonType(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  if (bigIntegerText(value) !== undefined) return 'int';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return { string: 'str', boolean: 'bool', object: 'dict' }[typeof value as string] ?? 'object';
}
