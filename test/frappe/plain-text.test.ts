import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toPlainText } from '../../src/frappe/plain-text.ts';
import { readServerMessages } from '../../src/frappe/server-messages.ts';

describe('plain text', () => {
  test.each([
    ['a<br>b<br/>c<BR />d', 'a b c d'],
    ['<p>one</p><p>two</p>', 'one two'],
    ['<ul><li>one</li><li>two</li></ul>', 'one two'],
    ['<b>bold</b> and <a href="/app/x?y=1">link</a>', 'bold and link'],
    ['5 < 6 and 7 > 3', '5 < 6 and 7 > 3'],
    ['&lt;b&gt; &amp; &quot;x&quot; &#39;y&#39; &nbsp;z', '<b> & "x" \'y\' z'],
    ['&unknown; &#x41;', '&unknown; &#x41;'],
    ['&constructor; &__proto__;', '&constructor; &__proto__;'],
    ['<script>steal()</script>shown', 'shown'],
    ['<style>b{}</style>  x\n\ty ', 'x y'],
    ['<details><summary>S</summary>body</details>', 'S body'],
    ['<h4>Title</h4><section>one</section><hr><pre>two</pre><blockquote>three</blockquote>', 'Title one two three'],
    ['<dl><dt>a</dt><dd>b</dd></dl><thead><th>c</th></thead>', 'a b c'],
    ['Pre<b>fix</b>, <para>no</para> block', 'Prefix, no block'],
    ['<p-x>custom</p-x>elements', 'customelements'],
    ['', ''],
  ])('of %j is %j', (html, text) => {
    expect(toPlainText(html)).toBe(text);
  });

  test.each([
    '<p ',
    '<b ',
    '<script ',
    '</',
    '<!--',
    '<style></script>',
    '&a',
    '&amp',
    ' ',
    '<SCRIPT>',
    'x\u0130<script',
  ])('of 300,000 characters of %j takes a moment', (piece) => {
    const html = piece.repeat(300_000 / piece.length);
    const startedAt = performance.now();
    for (const text of [html, `${html}</style>`, `${html}</SCRIPT>`, `${html}>`]) toPlainText(text);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  test('keeps what is behind the last end', () => {
    expect(toPlainText('<SCRIPT>a</Script>b <script>c')).toBe('b c');
    expect(toPlainText('<b>a</b> < c <d')).toBe('a < c <d');
  });

  test('is one line without blanks around it, from anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const plain = toPlainText(text);
        expect(plain).not.toMatch(/[\n\r\t]/);
        expect(plain).toBe(plain.trim());
      }),
    );
  });

  test('is made of a message that does not end its tags', () => {
    const text = toPlainText('<script'.repeat(2_000));
    expect(text.length).toBeLessThanOrEqual('<script'.length * 2_000);
  });
});

describe('messages of the site', () => {
  test.each([
    [
      'Login to accessFunction <strong>a.b</strong> is not whitelisted.',
      'Login to access Function a.b is not whitelisted.',
    ],
    ['Zugriff erhaltenFunktion <strong>a.b.c</strong>', 'Zugriff erhalten Funktion a.b.c'],
    ['A SalesOrder of McDonald <strong>Bob</strong>', 'A SalesOrder of McDonald Bob'],
  ])('of %j, whose blocks the site took out, is %j', (message, text) => {
    expect(readServerMessages({ _server_messages: JSON.stringify([JSON.stringify({ message })]) })[0]?.text).toBe(text);
  });

  test('never fail an answer, whatever they hold', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: false }), fc.json(), (value, json) => {
        for (const body of [{ messages: value }, { _server_messages: value }, { _server_messages: json }]) {
          const messages = readServerMessages(body as Record<string, unknown>);
          for (const { text } of messages) expect(text).toBeTypeOf('string');
        }
      }),
    );
  });
});
