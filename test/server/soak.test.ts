import { spawnSync } from 'node:child_process';
import { relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { judge } from '../../bench/soak/judge.ts';
import { growthOf } from '../../bench/soak/verdict.ts';
import { ROOT } from '../law/source-files.ts';
import { MAIN } from '../support/program.ts';

const SECONDS = 20;

describe('the soak', () => {
  test('finds no wrong answer and no leak in some seconds of mixed faults', { timeout: 180_000 }, () => {
    // The tests that run at the same time leave room for so many requests.
    const args = ['bench/soak.ts', '--seconds', String(SECONDS), '--rate', '20', '--gateway', relative(ROOT, MAIN)];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
    const [, sent, wrong] = /^ok {3}(\d+) requests were sent\nok {3}(\d+) wrong answers$/m.exec(stdout) ?? [];
    expect([status, Number(sent) > 10 * SECONDS, wrong], `${stdout}\n${stderr}`).toEqual([0, true, '0']);
  });
});

describe('the judge of the soak', () => {
  const expected = { data: { orders: [{ name: 'A', customer: { name: 'C' } }], me: { user: 'carol' } } };
  const error = (code: string, ...path: (string | number)[]) => ({ message: 'An error', path, extensions: { code } });

  test('takes an answer for right only if every value is', () => {
    expect(judge(expected, structuredClone(expected))).toBe('right');
    const others = [
      { data: { ...expected.data, me: { user: 'alice' } } },
      { data: { ...expected.data, me: null } },
      { data: { ...expected.data, orders: [] } },
      { data: { ...expected.data, more: 1 } },
      {},
    ];
    for (const other of others) expect(judge(expected, other)).toHaveProperty('wrong');
  });

  test('takes null for right where an error of the site explains it, and nowhere else', () => {
    const data = { ...expected.data, orders: [{ name: 'A', customer: null }] };
    const path = ['orders', 0, 'customer', 'name'];
    expect(judge(expected, { data, errors: [error('UPSTREAM_TIMEOUT', ...path)] })).toBe('partial');
    expect(judge(expected, { data, errors: [error('UPSTREAM_TIMEOUT', 'me')] })).toHaveProperty('wrong');
    expect(judge(expected, { data, errors: [error('INTERNAL', ...path)] })).toHaveProperty('wrong');
    const changed = { ...data, me: { user: 'alice' } };
    expect(judge(expected, { data: changed, errors: [error('UPSTREAM_TIMEOUT', ...path)] })).toHaveProperty('wrong');
    const none = {
      data: { orders: null, me: null },
      errors: [error('OVERLOADED', 'orders'), error('OVERLOADED', 'me')],
    };
    expect(judge(expected, none)).toBe('refused');
  });

  test('takes errors that come without any fault for right', () => {
    const refused = { data: { orders: null }, errors: [error('FORBIDDEN', 'orders')] };
    expect(judge(refused, structuredClone(refused))).toBe('right');
    expect(judge(refused, { data: { orders: [] } })).toHaveProperty('wrong');
  });

  test('measures how much the heap grows a minute', () => {
    const sample = (at: number, mib: number) => ({ at, heapLive: mib * 1024 * 1024, rss: 0, descriptors: 0 });
    expect(growthOf([sample(0, 50), sample(30, 51), sample(60, 52), sample(90, 53)])).toBeCloseTo(2);
    expect(growthOf([sample(0, 50), sample(30, 52), sample(60, 50), sample(90, 52)])).toBeCloseTo(0.8);
    expect(growthOf([sample(0, 50)])).toBe(0);
  });
});
