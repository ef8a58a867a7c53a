import fc from 'fast-check';
import { type GraphQLScalarType, parseValue } from 'graphql';
import { describe, expect, test } from 'vitest';
import { ExactNumber, parseExactJson } from '../../src/exact-json.ts';
import { GraphQLBigInt } from '../../src/schema/scalars/big-int.ts';
import { GraphQLColor } from '../../src/schema/scalars/color.ts';
import { GraphQLDate } from '../../src/schema/scalars/date.ts';
import { GraphQLDecimal } from '../../src/schema/scalars/decimal.ts';
import { GraphQLDuration } from '../../src/schema/scalars/duration.ts';
import { GraphQLJSON } from '../../src/schema/scalars/json.ts';
import { createLocalDateTime } from '../../src/schema/scalars/local-date-time.ts';
import { GraphQLPhone } from '../../src/schema/scalars/phone.ts';
import { GraphQLRating } from '../../src/schema/scalars/rating.ts';
import { GraphQLTime } from '../../src/schema/scalars/time.ts';

const GraphQLLocalDateTime = createLocalDateTime('Europe/Berlin');

const two = (max: number, min = 0) => fc.integer({ min, max }).map((number) => String(number).padStart(2, '0'));
const date = fc
  .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));
const time = fc.tuple(two(23), two(59), two(59)).map((parts) => parts.join(':'));
const fraction = fc.stringMatching(/^[0-9]{6}$/);

/** Any number that JSON and GraphQL can write. */
const numeral = fc.stringMatching(/^-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?$/);

/** Compares digit by digit, with zeros and exponents made alike. */
function sameNumber(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => {
    const [mantissa = '', power = '0'] = text.toLowerCase().split('e');
    const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
    return { digits: BigInt(whole + fraction), scale: fraction.length - Number(power), isNegative: text[0] === '-' };
  });
  if (!a || !b || a.digits === 0n || b.digits === 0n) return a?.digits === b?.digits;
  const scale = Math.max(a.scale, b.scale);
  const scaled = ({ digits, scale: own }: { digits: bigint; scale: number }) => digits * 10n ** BigInt(scale - own);
  return scaled(a) === scaled(b) && a.isNegative === b.isNegative;
}

/** frappe/utils/data.py, `format_timedelta`, for a time as people write it. */
function formatTimedelta(text: string): string {
  const [hours = '', minutes = '', seconds = ''] = text.split(':');
  const second = Number(seconds);
  const short = second < 1e-4 ? second.toExponential().replace(/e-(\d)$/, 'e-0$1') : String(second);
  const written = Number.isInteger(second) ? String(second).padStart(2, '0') : short;
  return `${Number(hours)}:${minutes}:${written}`;
}

function literal(scalar: GraphQLScalarType, text: string): unknown {
  return scalar.parseLiteral(parseValue(text), {});
}

describe('Date', () => {
  test('takes every day of the calendar, and gives it back', () => {
    fc.assert(
      fc.property(date, (day) => {
        expect(GraphQLDate.parseValue(day)).toBe(day);
        expect(GraphQLDate.serialize(day)).toBe(day);
        expect(literal(GraphQLDate, JSON.stringify(day))).toBe(day);
      }),
    );
  });

  test.each([
    '2026-02-29',
    '2026-00-10',
    '2026-13-01',
    '2026-01-00',
    '2026-04-31',
    '26-01-01',
    '2026-1-1',
    '2026-01-01T00:00:00',
    '',
    'today',
    "2026-01-01' or 1=1",
  ])('refuses %j', (text) => {
    expect(() => GraphQLDate.parseValue(text)).toThrow(`Date cannot be ${JSON.stringify(text)}.`);
  });

  test.each([
    [20260101, '20260101'],
    [null, 'null'],
    [true, 'true'],
    [{ a: 1 }, '{"a":1}'],
    [['2026-01-01'], '["2026-01-01"]'],
  ])('refuses values that are not text: %j', (value, shown) => {
    expect(() => GraphQLDate.parseValue(value)).toThrow(`Date cannot be ${shown}.`);
  });
});

describe('LocalDateTime', () => {
  test("keeps every microsecond of the site's wall time, there and back", () => {
    fc.assert(
      fc.property(date, time, fraction, (day, clock, micros) => {
        const sent = `${day} ${clock}${micros === '000000' ? '' : `.${micros}`}`;
        const shown = GraphQLLocalDateTime.serialize(sent) as string;
        expect(shown).toBe(sent.replace(' ', 'T'));
        expect(GraphQLLocalDateTime.parseValue(shown)).toBe(sent);
        expect(GraphQLLocalDateTime.parseValue(sent)).toBe(sent);
      }),
    );
  });

  test('fills up a short fraction, and cuts digits that Frappe does not keep', () => {
    expect(GraphQLLocalDateTime.parseValue('2026-11-21T10:00:00.5')).toBe('2026-11-21 10:00:00.500000');
    expect(GraphQLLocalDateTime.parseValue('2026-11-21T10:00:00.1234567')).toBe('2026-11-21 10:00:00.123456');
    expect(GraphQLLocalDateTime.parseValue('2026-11-21T10:00:00')).toBe('2026-11-21 10:00:00');
  });

  test.each([
    ['2026-11-21T10:00', '2026-11-21 10:00:00'],
    ['2026-11-21 10:00', '2026-11-21 10:00:00'],
    ['2026-11-21T10:00Z', '2026-11-21 11:00:00'],
    ['2026-11-21T10:00:00.000000', '2026-11-21 10:00:00'],
    ['2026-11-21T10:00:00.123456789Z', '2026-11-21 11:00:00.123456'],
  ])('takes %s, as controls and clients write it', (text, sent) => {
    expect(GraphQLLocalDateTime.parseValue(text)).toBe(sent);
  });

  test.each([
    ['2026-11-21 10:00:00.5', '2026-11-21T10:00:00.500000'],
    ['2026-11-21 10:00:00.000000', '2026-11-21T10:00:00'],
    ['2026-11-21', '2026-11-21T00:00:00'],
    ['2026-11-21 9:05', '2026-11-21T09:05:00'],
    ['2026-11-21 10:00:00+05:30', '2026-11-21T10:00:00+05:30'],
  ])('shows what a site holds as %s as %s', (held, shown) => {
    expect(GraphQLLocalDateTime.serialize(held)).toBe(shown);
  });

  test.each([
    '2026-11-21',
    '2026-11-21T24:00:00',
    '2026-11-21T10:60:00',
    '2026-02-30T10:00:00',
    '2026-11-21T10:00:00.',
    '2026-11-21T10:00.5',
    '2026-11-21T10',
    '2026-11-21T9:00',
    'now',
    '',
  ])('refuses %j', (text) => {
    expect(() => GraphQLLocalDateTime.parseValue(text)).toThrow(`LocalDateTime cannot be ${JSON.stringify(text)}.`);
  });

  // GAP: docs/graphql-surface.md has an input with an offset converted to the site's zone, and an ambiguous hour refused.
  test.each(['2026-11-21T10:00:00Z', '2026-11-21T10:00:00+05:30'])('takes %s', (text) => {
    expect(GraphQLLocalDateTime.parseValue(text)).toMatch(/^2026-11-21 /);
  });
});

describe('Time', () => {
  test("shows Frappe's hours with two digits, and gives the same moment back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 838 }), two(59), two(59), fraction, (hours, minutes, seconds, micros) => {
        const clock = `${String(hours).padStart(2, '0')}:${minutes}:${seconds}`;
        const time = `${clock}${micros === '000000' ? '' : `.${micros}`}`;
        expect(GraphQLTime.parseValue(time)).toBe(time);
        expect(GraphQLTime.serialize(formatTimedelta(time))).toBe(time);
        // Even the form in which a site writes it is taken.
        expect(GraphQLTime.parseValue(formatTimedelta(time))).toBe(time);
      }),
    );
  });

  test.each([
    ['10:00', '10:00:00'],
    ['9:5', '09:05:00'],
    ['10:00:05.5', '10:00:05.500000'],
    ['10:00:5.5', '10:00:05.500000'],
    ['10:00:05.1234567', '10:00:05.123456'],
    ['100:00:00', '100:00:00'],
  ])('takes %s as %s', (text, sent) => {
    expect(GraphQLTime.parseValue(text)).toBe(sent);
  });

  test.each([
    ['10:00:5.5', '10:00:05.500000'],
    ['10:00:1e-05', '10:00:00.000010'],
    ['10:00:1.2e-05', '10:00:00.000012'],
    ['838:59:59', '838:59:59'],
    ['soon', 'soon'],
  ])('shows what a site writes as %s as %s', (written, shown) => {
    expect(GraphQLTime.serialize(written)).toBe(shown);
  });

  test.each(['24', '10:60', '10:00:60', '10:00:00.', '-1:00:00', '1000:00:00', 'noon', '', '10:00:1e5', '10:'])(
    'refuses %j',
    (text) => {
      expect(() => GraphQLTime.parseValue(text)).toThrow(`Time cannot be ${JSON.stringify(text)}.`);
    },
  );
});

describe('Decimal', () => {
  const digits = fc.stringMatching(/^-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,20})?$/);

  test('keeps every digit, from literals and from text', () => {
    fc.assert(
      fc.property(digits, (number) => {
        expect(GraphQLDecimal.parseValue(number)).toBe(number);
        expect(GraphQLDecimal.serialize(number)).toBe(number);
        expect(literal(GraphQLDecimal, number)).toBe(number);
        expect(literal(GraphQLDecimal, JSON.stringify(number))).toBe(number);
      }),
    );
  });

  test('takes JSON numbers as they are written', () => {
    expect(GraphQLDecimal.parseValue(parseExactJson('12345678901234567.1234'))).toBe('12345678901234567.1234');
    expect([GraphQLDecimal.parseValue(118), GraphQLDecimal.parseValue(-0.5)]).toEqual(['118', '-0.5']);
  });

  test.each(['', ' ', 'abc', '1,5', '.5', '5.', '1e', '0x10', '1_000', '١', 'NaN', 'Infinity', '1; drop'])(
    'refuses %j',
    (text) => {
      expect(() => GraphQLDecimal.parseValue(text)).toThrow(`Decimal cannot be ${JSON.stringify(text)}.`);
    },
  );

  test.each([
    [null, 'null'],
    [true, 'true'],
    [[1], '[1]'],
    [{}, '{}'],
    [Number.NaN, 'null'],
    [Number.POSITIVE_INFINITY, 'null'],
  ])('refuses values that are not numbers: %j', (value, shown) => {
    expect(() => GraphQLDecimal.parseValue(value)).toThrow(`Decimal cannot be ${shown}.`);
  });

  test('takes no literal of another kind', () => {
    for (const text of ['true', 'null', 'ENUM', '[1]', '{a: 1}'])
      expect(() => literal(GraphQLDecimal, text), text).toThrow(/^Decimal cannot be /);
  });
});

describe('BigInt', () => {
  test('keeps integers of any size', () => {
    fc.assert(
      fc.property(fc.bigInt(), (number) => {
        expect(GraphQLBigInt.parseValue(String(number))).toBe(String(number));
        expect(literal(GraphQLBigInt, String(number))).toBe(String(number));
        expect(GraphQLBigInt.serialize(number)).toBe(String(number));
      }),
    );
  });

  test('takes JSON numbers with the digits that they were sent with', () => {
    fc.assert(
      fc.property(fc.bigInt(), (number) => {
        expect(GraphQLBigInt.parseValue(parseExactJson(String(number)))).toBe(String(number));
      }),
    );
    expect(GraphQLBigInt.parseValue(2 ** 70)).toBe(String(2n ** 70n));
    expect(() => GraphQLBigInt.parseValue(new ExactNumber('1e400'))).toThrow('BigInt cannot be 1e400.');
  });

  test.each(['1.5', '1e3', '', 'x', '--1'])('refuses %j', (text) => {
    expect(() => GraphQLBigInt.parseValue(text)).toThrow(`BigInt cannot be ${JSON.stringify(text)}.`);
  });
});

describe('Duration and Rating', () => {
  test('take the numbers of their range and give them back', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(GraphQLDuration.parseValue(number)).toBe(number);
        if (number >= 0 && number <= 1) expect(GraphQLRating.parseValue(number)).toBe(number);
        else expect(() => GraphQLRating.parseValue(number)).toThrow(`Rating cannot be ${JSON.stringify(number)}.`);
      }),
    );
  });

  test.each([
    ['1d 2h 3m 4s', 93_784],
    ['2h30m', 9_000],
    ['45s', 45],
    ['0s', 0],
    [' 10d ', 864_000],
  ])("takes a Duration in Frappe's form: %s", (text, seconds) => {
    expect(GraphQLDuration.parseValue(text)).toBe(seconds);
    expect(literal(GraphQLDuration, JSON.stringify(text))).toBe(seconds);
  });

  test.each(['', '1', '1x', '1m 2h', '-5s', '1.5h', 's', `1d${' '.repeat(50_000)}x`])(
    'refuses the Duration %j',
    (text) => {
      expect(() => GraphQLDuration.parseValue(text)).toThrow('Duration cannot be ');
    },
  );

  test.each([
    ['"1"', '"1"'],
    ['null', 'null'],
    ['true', 'true'],
    ['1e999', 'null'],
  ])('refuse the literal %s', (text, shown) => {
    expect(() => literal(GraphQLDuration, text)).toThrow(`Duration cannot be ${shown}.`);
    expect(() => literal(GraphQLRating, text)).toThrow(`Rating cannot be ${shown}.`);
  });
});

describe('JSON', () => {
  test('gives any value back, from literals and variables', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(GraphQLJSON.parseValue(value)).toEqual(value);
        expect(GraphQLJSON.serialize(value)).toEqual(value);
      }),
    );
    expect(literal(GraphQLJSON, '{a: [1, 2.5, "x", true, null, E], b: {c: 1}, __proto__: {d: 1}}')).toEqual(
      JSON.parse('{"a": [1, 2.5, "x", true, null, "E"], "b": {"c": 1}, "__proto__": {"d": 1}}'),
    );
  });

  test('keeps every digit of its numbers, from literals and from variables', () => {
    fc.assert(
      fc.property(numeral, (number) => {
        const fromLiteral = JSON.stringify(GraphQLJSON.serialize(literal(GraphQLJSON, `{n: [${number}]}`)));
        const fromVariable = JSON.stringify(GraphQLJSON.serialize(parseExactJson(`{"n":[${number}]}`)));
        for (const json of [fromLiteral, fromVariable]) {
          expect(sameNumber(/\[(.*)\]/.exec(json)?.[1] ?? '', number), json).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('Color and Phone', () => {
  test('take what sites hold and refuse the rest', () => {
    const functions = [
      'color-mix(in srgb, rgb(1, 2, 3), red)',
      'rgb(255, 136, 0)',
      'rgba(0,0,0,.5)',
      'hsl(120 100% 25% / 50%)',
      'var(--blue-500)',
    ];
    for (const color of [
      '#FF8800',
      '#fff',
      '#b92839',
      '008800',
      'red',
      'light-blue',
      'light_blue',
      'Light Blue',
      ...functions,
    ])
      expect(GraphQLColor.parseValue(color)).toBe(color);
    for (const color of ['#12', '#ggg', '', '#FF8800;', 'rgb(1,2,3', '<b>', 'red;', 'url("x")']) {
      expect(() => GraphQLColor.parseValue(color)).toThrow(`Color cannot be ${JSON.stringify(color)}.`);
    }
    for (const phone of [
      '+49-1701000015',
      '(030) 123',
      '110',
      '+1 650-253-0000 ext. 12',
      'tel:+49-30-1;ext=2',
      '1'.repeat(41),
    ])
      expect(GraphQLPhone.parseValue(phone)).toBe(phone);
    for (const phone of ['', 'x', '1'.repeat(141), '<script>1']) {
      expect(() => GraphQLPhone.parseValue(phone)).toThrow(`Phone cannot be ${JSON.stringify(phone)}.`);
    }
  });
});

describe('a time with an offset', () => {
  test.each([
    ['2026-11-21T09:00:00Z', '2026-11-21 10:00:00'],
    ['2026-07-01T12:00:00.25+05:30', '2026-07-01 08:30:00.250000'],
    ['2026-01-01T00:30:00-01:00', '2026-01-01 02:30:00'],
  ])("becomes the time of the site's clock: %s", (given, shown) => {
    expect(GraphQLLocalDateTime.parseValue(given)).toBe(shown);
  });

  test.each(['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'])(
    'is refused where that clock shows it twice: %s',
    (given) => {
      expect(() => GraphQLLocalDateTime.parseValue(given)).toThrow(`LocalDateTime cannot be "${given}".`);
    },
  );
});
