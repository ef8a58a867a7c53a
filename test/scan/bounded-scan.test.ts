import { describe, expect, test } from 'vitest';
import { scanSources } from '../support/python-app.ts';

const OPEN = '@frappe.whitelist()\ndef found(a): ...\n';

/** Sources that run for ever, or for very long, in a naive reading. */
const ENDLESS: readonly [title: string, code: string][] = [
  ['a function that calls itself', 'def f(x):\n\treturn f(x)\ny = f(1)\n@f\ndef g(): ...\n'],
  ['two functions that call each other', 'def f(x):\n\treturn g(x)\ndef g(x):\n\treturn f(x)\ny = f(1)\n'],
  ['an endless loop', 'while True:\n\tx = [x, x]\n'],
  [
    'nested loops',
    `items = list("a b c d e f g h".split())\n${[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `${'\t'.repeat(n)}for x${n} in items:\n`).join('')}${'\t'.repeat(10)}pass\n`,
  ],
  ['a text that doubles', `x = "a"\n${'x = x + x\n'.repeat(200)}`],
  ['a list that doubles', `x = [1]\n${'x = x + x\n'.repeat(200)}`],
  [
    'conditions that double',
    `def f(x):\n${'\tif frappe.conf.y: x = [x]\n'.repeat(60)}\treturn x\n${'f = f(f)\n'.repeat(5)}`,
  ],
  [
    'calls that double',
    `${Array.from({ length: 40 }, (_, n) => `def f${n + 1}(x):\n\treturn f${n}(f${n}(x))\n`).join('')}def f0(x):\n\treturn x\ny = f40(1)\n`,
  ],
  ['a deep expression', `x = ${'('.repeat(3000)}1${')'.repeat(3000)}\n`],
  ['a long sum', `x = ${'1 + '.repeat(20_000)}1\n`],
  ['a deep list as a default', `@frappe.whitelist()\ndef deep(a=${'['.repeat(3000)}${']'.repeat(3000)}): ...\n`],
  ['a huge list', `x = [${'1, '.repeat(50_000)}]\n`],
  ['a huge dict', `x = {${Array.from({ length: 20_000 }, (_, n) => `"k${n}": ${n}, `).join('')}}\n`],
  ['a class that is its own base', 'class A(A): ...\nclass B(C): ...\nclass C(B): ...\nB.x\n'],
  [
    'a wrapper that wraps itself',
    'from functools import wraps\ndef f(): ...\nf = wraps(f)(f)\ndef deco(fn):\n\t@wraps(fn)\n\tdef w(*a, **k):\n\t\treturn w(*a, **k)\n\treturn w\n@frappe.whitelist()\n@deco\ndef h(a): ...\n',
  ],
];

describe('a scan ends', () => {
  test.each(ENDLESS)('with %s', async (_title, code) => {
    const { found } = await scanSources({ 'shop/api.py': `import frappe\n${code}${OPEN}` });
    expect(found['shop.api.found']).toBe('ANY (a)');
  });

  test('with modules that import each other, and themselves', async () => {
    const { found } = await scanSources({
      'shop/a.py': `from .b import deco\nfrom .a import me as me\nimport frappe\n@deco\ndef x(): ...\nme = me\n${OPEN}`,
      'shop/b.py': 'from .c import deco\nfrom .a import found\n',
      'shop/c.py': 'from .b import deco\nfrom .d import *\nx = frappe.whitelist\n',
      'shop/d.py': 'from .c import *\nfrom .d import *\ny = nothing\n',
    });
    expect(found['shop.a.found']).toBe('ANY (a)');
  });
});
