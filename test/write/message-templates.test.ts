import { expect, test } from 'vitest';
import { readTemplate } from '../../src/features/write/fields/message-templates.ts';
import { NO_TRANSLATIONS } from '../../src/metadata/translations.ts';

test('a long message that has the words of a template again and again takes no time', () => {
  const text = ' Status cannot be "'.repeat(270) + 'x". It should be one of "'.repeat(190);
  const start = performance.now();
  expect(readTemplate(`${text}.`, ['Status'], NO_TRANSLATIONS)).toEqual([]);
  expect(performance.now() - start).toBeLessThan(200);
});

test('a long list of links is read all the same', () => {
  const links = Array.from({ length: 200 }, (_, index) => `Row #${index + 1}: Item: NOPE-${index}`);
  const read = readTemplate(`Could not find ${links.join(', ')}`, ['Item'], NO_TRANSLATIONS);
  expect(read.map(({ row }) => row)).toEqual(links.map((_, index) => index));
});
