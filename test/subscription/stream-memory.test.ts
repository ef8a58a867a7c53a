import { expect, test } from 'vitest';
import { StreamMemory } from '../../src/server/stream/stream-memory.ts';

test('the streams of one caller keep half of what all may keep', () => {
  const memory = new StreamMemory(() => 1_000);
  const [first, second] = [memory.open('one'), memory.open('one')];
  first.set(300);
  second.set(200);
  expect(() => second.set(201)).toThrow('keep too much in memory');
  const other = memory.open('other');
  other.set(500);
  expect(() => memory.open('third').set(1)).toThrow('keep too much in memory');
  first.set(100);
  memory.open('third').set(200);
  first.release();
  first.release();
  second.set(300);
});
