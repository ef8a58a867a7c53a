import { expect, test } from 'vitest';
import { describeLostMarkup } from '../../src/features/desk/lost-markup.ts';

test.each([
  ['<b>a</b>', '<b>a</b>', null],
  ['<B>a</B><br/>', '<b>a</b><br>', null],
  ['<script>x</script>', '&lt;script&gt;x&lt;/script&gt;', '<script>'],
  ['<a href="x">1</a><a href="javascript:y">2</a>', '<a href="x">1</a><a>2</a>', 'href'],
  ['<p class="a" onclick="b">', '<p class="a"></p>', 'onclick'],
  ['a < b > c <3', 'a &lt; b &gt; c &lt;3', null],
  ['<o:p>x</o:p>', 'x', '<o:p>'],
  [
    [...'abcdefghijkl'].map((letter) => `<x-${letter}>`).join(''),
    '',
    `${[...'abcdefghij'].map((letter) => `<x-${letter}>`).join(', ')} and more`,
  ],
])('of %s, kept as %s, is reported as %j', (sent, stored, lost) => {
  const text = `content: The site does not keep ${lost} of the HTML.`;
  expect(describeLostMarkup('content', sent, stored).map((message) => message.text)).toEqual(
    lost === null ? [] : [text],
  );
});

test.each([
  ['a name without an end', `<${'a'.repeat(500_000)}`],
  ['an attribute without an end', `<a ${'b'.repeat(500_000)}`],
  ['an attribute without a value', `<a ${'b'.repeat(500_000)}>`],
  ['blanks', `<a b${' '.repeat(500_000)}>`],
  ['many beginnings', '<a '.repeat(200_000)],
])('%s is read in no time', (_what, html) => {
  const startedAt = performance.now();
  expect(describeLostMarkup('content', html, html)).toEqual([]);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
