import type { PythonScalar, PythonType } from '../../../metadata/python-type.ts';
import { withoutNone } from '../../../metadata/python-type.ts';

/** The scalars that values of methods have. */
export type ValueScalar =
  | 'BigInt'
  | 'Boolean'
  | 'Date'
  | 'Decimal'
  | 'Float'
  | 'Int'
  | 'JSON'
  | 'LocalDateTime'
  | 'String'
  | 'Time';

/** The GraphQL type of a value: a scalar, or a list of one. */
export interface ValueType {
  readonly scalar: ValueScalar;
  readonly isList: boolean;
  /** Whether entries of the list can be null. */
  readonly hasNulls: boolean;
}

const SCALAR_OF: Readonly<Record<PythonScalar, ValueScalar>> = {
  bigint: 'BigInt',
  bool: 'Boolean',
  date: 'Date',
  datetime: 'LocalDateTime',
  decimal: 'Decimal',
  float: 'Float',
  int: 'Int',
  str: 'String',
  time: 'Time',
  timedelta: 'Time',
};

/** The GraphQL type that comes nearest to a Python type; JSON where none does. */
export function toValueType(type: PythonType): ValueType {
  const known = withoutNone(type);
  if (known.kind !== 'list') return { scalar: scalarOf(known), isList: false, hasNulls: true };
  const of = withoutNone(known.of);
  const isNested = of.kind === 'list';
  if (isNested) return { scalar: 'JSON', isList: false, hasNulls: true };
  return { scalar: scalarOf(of), isList: true, hasNulls: of !== known.of || of.kind === 'any' };
}

function scalarOf(type: PythonType): ValueScalar {
  if (type.kind === 'scalar') return SCALAR_OF[type.name];
  if (type.kind === 'literal') return type.values.every((value) => typeof value === 'string') ? 'String' : 'JSON';
  if (type.kind !== 'union') return 'JSON';
  const areNumbers = type.options.every((option) => option.kind === 'scalar' && ['int', 'float'].includes(option.name));
  return areNumbers ? 'Float' : 'JSON';
}
