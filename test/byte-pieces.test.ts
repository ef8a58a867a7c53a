import { expect, test } from 'vitest';
import { BytePieces } from '../src/byte-pieces.ts';

test.each([0, 1, 2, 63, 64, 65, 1_000])('%i pieces are joined in their order', (count) => {
  const pieces = new BytePieces();
  const all = Array.from({ length: count }, (_, index) => Buffer.from(`${index},`));
  for (const piece of all) pieces.add(piece);
  expect(pieces.join().toString()).toBe(all.join(''));
  expect(pieces.size).toBe(all.join('').length);
});
