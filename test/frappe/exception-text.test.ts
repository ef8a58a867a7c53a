import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toFailureText } from '../../src/frappe/exception-text.ts';

const FRAMES = 'Traceback (most recent call last):\n  File "api.py", line 3, in run\n    total = price / 0\n';
const WITH_VARIABLES = `Traceback with variables (most recent call last):
  File "api.py", line 3, in run
    frappe.throw(secret)
      secret = 'Error: hunter2'
      doc = <Order: "SO-1">
`;

test.each([
  ['what Frappe throws', `${FRAMES}frappe.exceptions.ValidationError: Not <b>now</b>.\n`, 'Not now.'],
  [
    'text of several lines',
    `${WITH_VARIABLES}frappe.exceptions.ValidationError: One.\n<br>Two: three.`,
    'One. Two: three.',
  ],
  ['what Python raises', `${FRAMES}ZeroDivisionError: division by zero`, 'ZeroDivisionError: division by zero'],
  ['an exception of a module', `${FRAMES}pymysql.err.OperationalError: (1054, "x")`, 'OperationalError: (1054, "x")'],
  ['one of traceback_with_variables', `${WITH_VARIABLES}builtins.KeyError: 'region'`, "KeyError: 'region'"],
  ['one without text', `${FRAMES}frappe.exceptions.PermissionError`, 'PermissionError'],
  [
    'the last of several',
    `${FRAMES}KeyError: 'a'\n\nDuring handling of the above exception, another exception occurred:\n\n${FRAMES}ValueError: b`,
    'ValueError: b',
  ],
  ['a plain text', 'Report timed out.', 'Report timed out.'],
  ['HTML', '<p>Report</p><p>timed out.</p>', 'Report timed out.'],
  ['a traceback that is cut', FRAMES, null],
  ['nothing', '', null],
  ['blanks', ' \n ', null],
  ['very long text', 'x'.repeat(600), `${'x'.repeat(500)}…`],
])('of %s keeps the part for people', (_what, told, text) => {
  expect(toFailureText(told)).toBe(text);
});

test('never reveals frames or values', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ unit: 'binary' }), (value, message) => {
      const told = `${WITH_VARIABLES}      value = ${JSON.stringify(value)}\nfrappe.exceptions.ValidationError: ${message}`;
      const text = toFailureText(told) ?? '';
      expect(text).not.toContain('hunter2');
      expect(text).not.toMatch(/api\.py|\n/);
    }),
  );
});
