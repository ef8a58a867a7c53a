import type { AggregateOptions, DatabaseSync } from 'node:sqlite';

interface Total {
  units: bigint;
  count: bigint;
}

/** Digits behind the point that an average has beyond those of its column. */
const MORE_DIGITS = 4;

/** Defines `exact_sum_9`, `exact_avg_9` …: sums and averages of decimals with so many digits, as MariaDB makes them. */
export function defineExactAggregates(connection: DatabaseSync): void {
  for (let scale = 0; scale <= 9; scale += 1) {
    define(connection, `exact_sum_${scale}`, scale, ({ units }) => toNumber(units, scale));
    define(connection, `exact_avg_${scale}`, scale, ({ units, count }) => {
      return toNumber(divide(units * 10n ** BigInt(MORE_DIGITS), count), scale + MORE_DIGITS);
    });
  }
}

function define(connection: DatabaseSync, name: string, scale: number, result: (total: Total) => number): void {
  const options = {
    start: (): Total => ({ units: 0n, count: 0n }),
    step: (total: Total, value: unknown) => {
      if (value === null) return total;
      const units = BigInt(Number(value).toFixed(scale).replace('.', ''));
      return { units: total.units + units, count: total.count + 1n };
    },
    result: (total: Total) => (total.count === 0n ? null : result(total)),
  };
  // The types know only accumulators that are SQL values.
  connection.aggregate(name, options as unknown as AggregateOptions);
}

/** Rounds half away from zero. */
function divide(units: bigint, count: bigint): bigint {
  const isNegative = units < 0n;
  const rounded = ((isNegative ? -units : units) * 2n + count) / (count * 2n);
  return isNegative ? -rounded : rounded;
}

function toNumber(units: bigint, scale: number): number {
  return Number(`${units}e-${scale}`);
}
