import { describe, expect, test } from 'vitest';
import { scanSources } from '../support/python-app.ts';

const AUTH = `
import functools
import frappe

def api(methods=None, **kw):
	def deco(fn):
		return frappe.whitelist(methods=methods, allow_guest=True)(fn)
	return deco

def signed_in(fn):
	@frappe.whitelist()
	@functools.wraps(fn)
	def wrapper(*args, **kwargs):
		return fn(*args, **kwargs)
	return wrapper

def optional(fn=None, *, methods=("GET",)):
	def deco(inner):
		return frappe.whitelist(methods=list(methods))(inner)
	return deco if fn is None else deco(fn)

my_wl = frappe.whitelist(methods=["POST"])
guest_wl = functools.partial(frappe.whitelist, allow_guest=True)
put_api = functools.partial(api, methods=["PUT"])
`;

const USES = `
@api(methods=["POST"])
def through_factory(a: int, b=1) -> str: ...

@signed_in
def through_decorator(a: int) -> str: ...

@optional
def bare(): ...

@optional(methods=["DELETE"])
def called(): ...

@my_wl
def through_constant(c): ...

@guest_wl()
def through_partial(): ...

@put_api()
def through_partial_of_wrapper(d): ...
`;

const FOUND = {
  through_factory: 'POST guest (a: int, b?) -> str',
  through_decorator: 'ANY (a: int) -> str',
  bare: 'GET ()',
  called: 'DELETE ()',
  through_constant: 'POST (c)',
  through_partial: 'ANY guest ()',
  through_partial_of_wrapper: 'PUT guest (d)',
};

function under(module: string, found: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(found).map(([name, words]) => [`${module}.${name}`, words]));
}

const NAMES = 'api, signed_in, optional, my_wl, guest_wl, put_api';

describe('wrappers of frappe.whitelist', () => {
  test.each([
    ['in the same module', { 'shop/api.py': AUTH + USES }],
    ['in another module', { 'shop/auth.py': AUTH, 'shop/api.py': `from shop.auth import ${NAMES}\n${USES}` }],
    ['relative', { 'shop/auth.py': AUTH, 'shop/api.py': `from .auth import (\n\t${NAMES}\n)\n${USES}` }],
    ['of another app', { 'base/auth.py': AUTH, 'shop/api.py': `from base.auth import ${NAMES}\n${USES}` }],
    [
      'through __init__',
      {
        'base/__init__.py': `from .auth import ${NAMES}`,
        'base/auth.py': AUTH,
        'shop/api.py': `from base import ${NAMES}\n${USES}`,
      },
    ],
    [
      'through import *',
      { 'base/__init__.py': 'from .auth import *', 'base/auth.py': AUTH, 'shop/api.py': `from base import *\n${USES}` },
    ],
    [
      'under an alias of the module',
      { 'shop/auth.py': AUTH, 'shop/api.py': `import shop.auth as auth\n${USES.replaceAll('@', '@auth.')}` },
    ],
    [
      'by the full path',
      { 'shop/auth.py': AUTH, 'shop/api.py': `import shop.auth\n${USES.replaceAll('@', '@shop.auth.')}` },
    ],
    [
      'in modules that import each other',
      {
        'shop/auth.py': `from shop import api as endpoints\n${AUTH}`,
        'shop/api.py': `from shop.auth import ${NAMES}\n${USES}`,
      },
    ],
  ])('%s', async (_where, sources) => {
    const { found, warnings } = await scanSources(sources);
    expect(found).toEqual(under('shop.api', FOUND));
    expect(warnings).toEqual([]);
  });

  test('imported under another name, directly and through another module', async () => {
    const { found } = await scanSources({
      'shop/auth.py': AUTH,
      'shop/doors.py': 'from shop.auth import api as endpoint, my_wl as posting',
      'shop/a.py': 'from shop.auth import api as opened\n@opened(methods=["GET"])\ndef one(): ...',
      'shop/b.py': 'from shop.doors import endpoint as e, posting\n@e()\ndef two(): ...\n@posting\ndef three(): ...',
    });
    expect(found).toEqual({ 'shop.a.one': 'GET guest ()', 'shop.b.two': 'ANY guest ()', 'shop.b.three': 'POST ()' });
  });

  test('classes and their objects that hand out decorators', async () => {
    const { found, warnings } = await scanSources({
      'shop/routing.py': `
import frappe

class Router:
	def __init__(self, guest=False):
		self.guest = guest
	def post(self, path, **kw):
		return self.route(path, "post", **kw)
	def route(self, path, method, **kw):
		def deco(fn):
			opened = frappe.whitelist(allow_guest=self.guest, methods=[method.upper()], **kw)(fn)
			return opened
		return deco

class endpoint:
	def __init__(self, *methods):
		self.methods = methods
	def __call__(self, fn):
		return frappe.whitelist(methods=self.methods)(fn)

class doors:
	@staticmethod
	def open(fn):
		return frappe.whitelist()(fn)

router = Router(guest=True)
`,
      'shop/api.py': `
from shop.routing import router, endpoint, doors
@router.post("/cart")
def add(item): ...
@endpoint("GET", "PUT")
def show(item): ...
@doors.open
def plain(): ...
`,
    });
    expect(warnings).toEqual([]);
    expect(found).toEqual({
      'shop.api.add': 'POST guest (item)',
      'shop.api.show': 'GET|PUT (item)',
      'shop.api.plain': 'ANY ()',
    });
  });

  test('wrappers that also work without Frappe', async () => {
    const { found, warnings } = await scanSources({
      'shop/api.py': `
try:
	import frappe
except ImportError:
	frappe = None

def _whitelist(methods=None, allow_guest=False):
	if frappe is None:
		def decorator(fn):
			return fn
		return decorator
	return frappe.whitelist(allow_guest=allow_guest, methods=methods or ["GET"])

@_whitelist()
def show(): ...
@_whitelist(methods=["PUT"], allow_guest=True)
def change(): ...
`,
    });
    expect(found).toEqual({ 'shop.api.show': 'GET ()', 'shop.api.change': 'PUT guest ()' });
    expect(warnings).toEqual([]);
  });
});

describe('arguments of frappe.whitelist', () => {
  test.each([
    ['methods="POST"', 'POST'],
    ['methods="GET,POST"', 'GET|POST'],
    ['methods=("GET", "POST")', 'GET|POST'],
    ['methods={"PUT"}', 'PUT'],
    ['methods=VERBS', 'GET'],
    ['methods=consts.VERBS + ["PUT"]', 'POST|PUT'],
    ['methods=[*consts.VERBS, *VERBS]', 'GET|POST'],
    ['methods=[verb.upper() for verb in ("get", "put")]', 'GET|PUT'],
    ['methods=WRITE if STRICT else None', 'POST|PUT'],
    ['methods=None', 'ANY'],
    ['methods=[]', 'ANY'],
    ['allow_guest=1', 'ANY guest'],
    ['allow_guest=0', 'ANY'],
    ['allow_guest=not STRICT', 'ANY'],
    ['allow_guest=not consts.CLOSED', 'ANY guest'],
    ['allow_guest=STRICT and consts.GUEST', 'ANY guest'],
    ['**OPTIONS', 'POST guest'],
    ['**{"allow_guest": True, **consts.MORE}', 'PUT guest'],
    ['**dict(OPTIONS, allow_guest=False)', 'POST'],
    ['**(consts.MORE | {"allow_guest": True})', 'PUT guest'],
    ['True, False, ["GET"]', 'GET guest'],
    ['*[True]', 'ANY guest'],
  ])('%s', async (args, words) => {
    const { found, warnings } = await scanSources({
      'shop/consts.py': 'VERBS = ["POST"]\nGUEST = True\nCLOSED = False\nMORE = {"methods": ["PUT"]}\n',
      'shop/api.py': `
import frappe
from shop import consts
VERBS: list[str] = ["GET"]
WRITE = ["POST"]
WRITE += ["PUT"]
STRICT = True
OPTIONS = {"methods": ["POST"]}
OPTIONS.update(allow_guest=True)

@frappe.whitelist(${args})
def method(): ...
`,
    });
    expect(found).toEqual({ 'shop.api.method': `${words} ()` });
    expect(warnings).toEqual([]);
  });

  test('warns of arguments that only the site knows, and still finds the method', async () => {
    const { found, warnings } = await scanSources({
      'shop/api.py': `
import frappe

@frappe.whitelist(allow_guest=frappe.conf.open)
def a(): ...
@frappe.whitelist(methods=frappe.conf.verbs)
def b(): ...
@frappe.whitelist(**frappe.conf.options)
def c(): ...
@frappe.whitelist(methods=["PATCH"])
def d(): ...
@frappe.whitelist
def e(): ...
`,
    });
    expect(found).toEqual({ 'shop.api.a': 'ANY ()', 'shop.api.b': 'ANY ()', 'shop.api.c': 'ANY ()' });
    expect(warnings).toEqual([
      'shop/api.py:5: `a`: `allow_guest` is known only on the site, and is taken as False.',
      'shop/api.py:7: `b`: `methods` is known only on the site, and every verb is assumed.',
      'shop/api.py:9: `c`: some arguments of `whitelist` are unknown: `**frappe.conf.options`.',
      'shop/api.py:11: `d` is left out: its `methods` names none of GET, POST, PUT and DELETE.',
      'shop/api.py:12: `e` is refused by Frappe: write `@frappe.whitelist()`, with brackets.',
    ]);
  });
});
