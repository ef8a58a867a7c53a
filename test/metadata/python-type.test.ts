import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toValueType } from '../../src/features/method/fields/value-types.ts';
import { isClassOrText, parsePythonType } from '../../src/metadata/python-type.ts';
import { findMismatch } from '../../src/metadata/python-value.ts';

const shown = (annotation: string) => {
  const { scalar, isList, hasNulls } = toValueType(parsePythonType(annotation));
  return isList ? `[${scalar}${hasNulls ? '' : '!'}]` : scalar;
};

describe('an annotation', () => {
  test.each([
    ['int', 'Int'],
    ['int | None', 'Int'],
    ['None | str', 'String'],
    ['Optional[list[int]]', '[Int!]'],
    ['typing.List[str | None]', '[String]'],
    ['list', '[JSON]'],
    ['list[list[int]]', 'JSON'],
    ['tuple[int, ...]', '[Int!]'],
    ['tuple[int, str]', '[JSON]'],
    ['Union[int, float]', 'Float'],
    ['Union[int, str]', 'JSON'],
    ['int | bool', 'JSON'],
    ['Literal[\'a\', "b"]', 'String'],
    ['Literal[1, 2]', 'JSON'],
    ['"list[\'Foo\']"', '[JSON]'],
    ['datetime.date | None', 'Date'],
    ['datetime', 'LocalDateTime'],
    ['datetime.time', 'Time'],
    ['timedelta', 'Time'],
    ['Decimal', 'Decimal'],
    ['bigint', 'BigInt'],
    ['dict[str, int | None] | None', 'JSON'],
    ['frappe._dict', 'JSON'],
    ['Document | str', 'JSON'],
    ['Annotated[int, "rolls"]', 'Int'],
    ['Callable[[int], str] | None', 'JSON'],
    ['DF.Data', 'JSON'],
    ['', 'JSON'],
    ['list[', '[JSON]'],
    ['int]', 'JSON'],
  ])('%s is %s', (annotation, expected) => {
    expect(shown(annotation)).toBe(expected);
  });

  test('of any text is read without an error', () => {
    const parts = fc.constantFrom(
      'int',
      'list',
      '[',
      ']',
      '|',
      ',',
      '"',
      "'",
      'Literal',
      'None',
      '.',
      '...',
      'a.b',
      '-1',
      ' ',
    );
    fc.assert(fc.property(fc.array(parts, { maxLength: 12 }), (tokens) => void shown(tokens.join(''))));
  });
});

test.each([
  ['Document | str', true],
  ['str | frappe.model.document.Document | None', true],
  ['Optional[Union["ItemDetailsCtx", str]]', true],
  ['Document | str | dict', false],
  ['Document | list | str', false],
  ['Document', false],
  ['str | None', false],
  ['Any | str', false],
  ['', false],
])('%s is a class or text: %s', (annotation, expected) => {
  expect(isClassOrText(parsePythonType(annotation))).toBe(expected);
});

describe('a value', () => {
  test.each([
    ['list[int]', [1, 'x'], 'a.1 must be an integer (int), and not text.'],
    ['list[int] | str', [1, 2.5], 'a.1 must be an integer (int), and not a number.'],
    ['list[dict] | None', [{}, []], 'a.1 must be an object, and not a list.'],
    ['int | None', 'x', 'a must be an integer (int) or null, and not text.'],
    ['dict', null, 'a must be an object, and not null.'],
    ["Literal['a', 'b']", 'c', 'a must be "a" or "b", and not text.'],
    ['bool', 1, 'a must be a boolean (bool), and not an integer.'],
    ['str', 5, 'a must be text (str), and not an integer.'],
  ])('of %s cannot be %j', (annotation, value, message) => {
    expect(findMismatch(parsePythonType(annotation), value, 'a')).toBe(message);
  });

  test.each([
    ['list[int] | str', 'x'],
    ['list[int] | str', [1]],
    ['float', 3],
    ['Any', { a: [1] }],
    ['Foo | None', null],
    ['bigint', '9007199254740993'],
  ])('of %s can be %j', (annotation, value) => {
    expect(findMismatch(parsePythonType(annotation), value, 'a')).toBeNull();
  });
});
