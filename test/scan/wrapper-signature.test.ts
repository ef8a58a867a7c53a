import { describe, expect, test } from 'vitest';
import { scanSources } from '../support/python-app.ts';

/** Scans `method`, decorated by `deco`, whose wrapper is given. */
async function scanWrapper(wrapper: string, method = 'def method(a: int, user, b="x") -> int: ...') {
  const body = wrapper
    .trim()
    .split('\n')
    .map((line) => `\t${line}`);
  const { found, warnings } = await scanSources({
    'shop/api.py': `
import frappe, inspect
from functools import wraps, update_wrapper

def deco(fn):
${body.join('\n')}
	return wrapper

@frappe.whitelist()
@deco
${method}
`,
  });
  return { words: found['shop.api.method'], warnings };
}

describe('what a wrapper lets through', () => {
  test.each([
    [
      'wraps keeps the signature',
      '@wraps(fn)\ndef wrapper(*args, **kwargs):\n\treturn fn(*args, **kwargs)',
      'ANY (a: int, user, b?) -> int',
    ],
    [
      'update_wrapper keeps it too',
      'def wrapper(*args, **kwargs):\n\treturn fn(*args, **kwargs)\nupdate_wrapper(wrapper, fn)',
      'ANY (a: int, user, b?) -> int',
    ],
    [
      'a wrapper without **kwargs takes only what it names',
      '@wraps(fn)\ndef wrapper(a):\n\treturn fn(a, "guest")',
      'ANY (a: int) -> int',
    ],
    [
      'an argument that the wrapper gives by name is not open',
      '@wraps(fn)\ndef wrapper(*args, **kwargs):\n\treturn fn(*args, user=frappe.session.user, **kwargs)',
      'ANY (a: int, b?) -> int',
    ],
    [
      'an argument that the wrapper gives by position is not open',
      '@wraps(fn)\ndef wrapper(**kwargs):\n\treturn fn(frappe.local.a, **kwargs)',
      'ANY (user, b?) -> int',
    ],
    [
      'a wrapper that changes the result hides its type',
      '@wraps(fn)\ndef wrapper(*args, **kwargs):\n\treturn {"data": fn(*args, **kwargs)}',
      'ANY (a: int, user, b?)',
    ],
    [
      'a result that is kept in a name has its type',
      '@wraps(fn)\ndef wrapper(*args, **kwargs):\n\tif not frappe.session.user:\n\t\treturn None\n\tresult = fn(*args, **kwargs)\n\treturn result',
      'ANY (a: int, user, b?) -> int',
    ],
    [
      'without wraps everything is open, and the site converts nothing',
      'def wrapper(*args, **kwargs):\n\tkwargs.pop("cmd", None)\n\treturn fn(*args, **kwargs)',
      'ANY (a, user, b?, **kwargs) -> int',
    ],
    [
      'without wraps the wrapper has its own arguments',
      'def wrapper(token: str, **rest):\n\trest.pop("cmd", None)\n\treturn fn(user=token, **rest)',
      'ANY (token: str, a, b?, **rest) -> int',
    ],
    [
      'without wraps and **kwargs only its own arguments are open',
      'def wrapper(a: str):\n\treturn fn(a, "x")',
      'ANY (a: str) -> int',
    ],
  ])('%s', async (_title, wrapper, words) => {
    expect(await scanWrapper(wrapper)).toEqual({ words, warnings: [] });
  });

  test('warns where a wrapper without wraps passes `cmd` on to a function that does not take it', async () => {
    const { warnings } = await scanWrapper('def wrapper(*args, **kwargs):\n\treturn fn(*args, **kwargs)');
    expect(warnings).toEqual([
      'shop/api.py:6: `wrapper` passes on every argument, `cmd` of /api/method too, which fails for `method` (shop/api.py:12). Add `functools.wraps`.',
    ]);
    const open = 'def method(a, **more): ...';
    const { words, warnings: none } = await scanWrapper('def wrapper(**kwargs):\n\treturn fn(**kwargs)', open);
    expect({ words, none }).toEqual({ words: 'ANY (a, **kwargs)', none: [] });
  });

  test('rate limits within a wrapper are found', async () => {
    const { found } = await scanSources({
      'shop/api.py': `
import frappe
from frappe.rate_limiter import rate_limit

def limited(fn):
	return frappe.whitelist()(rate_limit(limit=5, seconds=60)(fn))

@limited
def a(key: str): ...
`,
    });
    expect(found).toEqual({ 'shop.api.a': 'ANY (key: str) limit limit=5, seconds=60' });
  });
});

describe('decorators above whitelist', () => {
  const scan = (decorators: string) =>
    scanSources({
      'shop/api.py': `
import frappe, wrapt, other.lib
from functools import wraps, lru_cache
from frappe.rate_limiter import rate_limit

def keep(fn):
	fn.mark = True
	return fn

def replace(fn):
	@wraps(fn)
	def wrapper(*args, **kwargs):
		return fn(*args, **kwargs)
	return wrapper

@wrapt.decorator
def proxy(wrapped, instance, args, kwargs):
	return wrapped(*args, **kwargs)

${decorators}
def method(a): ...
`,
    });

  test.each(['@keep\n@frappe.whitelist()', '@proxy\n@frappe.whitelist()', '@frappe.whitelist()\n@replace\n@replace'])(
    'opens %j',
    async (decorators) => {
      const { found, warnings } = await scan(decorators);
      expect({ found, warnings }).toEqual({ found: { 'shop.api.method': 'ANY (a)' }, warnings: [] });
    },
  );

  test.each([
    '@replace\n@frappe.whitelist()',
    '@lru_cache\n@frappe.whitelist()',
    '@rate_limit(limit=1)\n@frappe.whitelist()',
  ])('leaves out %j with a warning, as Frappe refuses calls', async (decorators) => {
    const { found, warnings } = await scan(decorators);
    expect(found).toEqual({});
    expect(warnings).toEqual([
      'shop/api.py:22: `method` is left out: a decorator above `whitelist` replaces the function, so Frappe refuses calls.',
    ]);
  });

  test('the outermost of two counts', async () => {
    const { found } = await scan('@frappe.whitelist(methods=["GET"])\n@frappe.whitelist(allow_guest=True)');
    expect(found).toEqual({ 'shop.api.method': 'GET (a)' });
  });

  test('finds the method with a warning if a decorator cannot be followed', async () => {
    const { found, warnings } = await scan('@frappe.whitelist()\n@other.lib.check("x")');
    expect(found).toEqual({ 'shop.api.method': 'ANY (a)' });
    expect(warnings).toEqual([
      'shop/api.py:22: a decorator of `method` cannot be followed, and may change its arguments: `other.lib.check()` is outside the scanned sources (shop/api.py:21).',
    ]);
    const above = await scan('@other.lib.check\n@frappe.whitelist()');
    expect(above.found).toEqual({ 'shop.api.method': 'ANY (a)' });
    expect(above.warnings).toEqual([
      'shop/api.py:22: a decorator above `whitelist` of `method` cannot be followed: `other.lib.check` is outside the scanned sources (shop/api.py:20). If it replaces the function, Frappe refuses calls.',
    ]);
  });

  test('warns once of each decorator of a package that is not scanned', async () => {
    const { found, warnings } = await scanSources({
      'shop/a.py':
        'from base.auth import api\nimport click\n@api()\ndef one(): ...\n@api()\ndef two(): ...\n@click.command()\ndef run(): ...',
      'shop/b.py': 'import base.doors\n@base.doors.open\ndef three(): ...',
    });
    expect(found).toEqual({});
    expect(warnings).toEqual([
      'shop/a.py:4: `base.auth.api` decorates `one` and 1 more, and is not in the scanned sources. If it whitelists functions, scan its app too.',
      'shop/b.py:3: `base.doors.open` decorates `three`, and is not in the scanned sources. If it whitelists functions, scan its app too.',
    ]);
  });

  test('warns of a wrapper that only the site can choose', async () => {
    const { found, warnings } = await scanSources({
      'shop/api.py':
        'import frappe\nwrappers = {frappe.conf.mode: frappe.whitelist()}\n@wrappers[frappe.conf.mode]\ndef one(): ...',
    });
    expect(found).toEqual({});
    expect(warnings).toEqual([
      'shop/api.py:4: `one` is left out: its decorator cannot be followed: an entry is known only on the site (shop/api.py:3).',
    ]);
  });
});
