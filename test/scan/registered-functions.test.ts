import { describe, expect, test } from 'vitest';
import { scanSources } from '../support/python-app.ts';

describe('functions that are registered by a call', () => {
  test.each([
    ['by assignment', 'add = frappe.whitelist(methods=["POST"])(add)', { add: 'POST (a)' }],
    ['under another name', 'plus = frappe.whitelist()(add)', { plus: 'ANY (a)' }],
    ['through a wrapper', 'plus = opened(add)', { plus: 'ANY (a)' }],
    ['as a lambda', 'plus = frappe.whitelist()(lambda a, b=1: a)', { plus: 'ANY (a, b?)' }],
    ['by globals()', 'globals()["plus"] = frappe.whitelist()(add)', { plus: 'ANY (a)' }],
    ['by setattr on the module', 'setattr(sys.modules[__name__], "plus", opened(add))', { plus: 'ANY (a)' }],
    [
      'in a loop',
      'for name in ["add", "sub"]:\n\tglobals()[name] = opened(globals()[name])',
      { add: 'ANY (a)', sub: 'ANY (b)' },
    ],
    [
      'in a function that the module calls',
      'def register():\n\tglobal add, sub\n\tadd = opened(add)\n\tsub = opened(sub)\nregister()',
      { add: 'ANY (a)', sub: 'ANY (b)' },
    ],
    ['from another module', 'import shop.maths\nmul = frappe.whitelist()(shop.maths.mul)', { mul: 'ANY (c)' }],
    ['with an alias', 'plus = opened(add)\nadd_up = plus', { plus: 'ANY (a)', add_up: 'ANY (a)' }],
  ])('%s', async (_title, code, words) => {
    const { found, warnings } = await scanSources({
      'shop/maths.py': 'def mul(c): ...\n',
      'shop/api.py': `
import frappe, sys
def opened(fn):
	return frappe.whitelist()(fn)
def add(a): ...
def sub(b): ...
${code}
`,
    });
    expect(found).toEqual(Object.fromEntries(Object.entries(words).map(([name, text]) => [`shop.api.${name}`, text])));
    expect(warnings).toEqual([]);
  });

  const DROPPED =
    'import frappe\ndef add(a): ...\nfrappe.whitelist(allow_guest=True)(add)\ndef deco(fn):\n\tfrappe.whitelist()(fn)\n\treturn fn\n@deco\ndef sub(b): ...\n';
  const V14 =
    '\ndef whitelist(allow_guest=False, xss_safe=False, methods=None):\n\tdef innerfn(fn):\n\t\twhitelisted.append(fn)\n\t\treturn fn\n\treturn innerfn\n';

  test('whose result is dropped are open in v14 alone', async () => {
    const unknown = await scanSources({ 'shop/api.py': DROPPED });
    expect(unknown.found).toEqual({ 'shop.api.add': 'ANY guest (a)', 'shop.api.sub': 'ANY (b)' });
    expect(unknown.warnings).toEqual([
      'shop/api.py:2: `add` is open in Frappe 14 alone, as what `whitelist` returns is dropped: write `add = frappe.whitelist(…)(add)`, or decorate it.',
      'shop/api.py:8: `sub` is open in Frappe 14 alone, as what `whitelist` returns is dropped: write `sub = frappe.whitelist(…)(sub)`, or decorate it.',
    ]);
    const before = await scanSources({ 'shop/api.py': DROPPED, 'frappe/__init__.py': V14 });
    expect(before.found).toEqual(unknown.found);
    expect(before.warnings).toEqual([]);
    const after = await scanSources({
      'shop/api.py': DROPPED,
      'frappe/__init__.py': V14.replace('whitelisted.append(fn)', 'fn = validate_argument_types(fn)'),
    });
    expect(after.found).toEqual({});
    expect(after.warnings[0]).toBe(
      'shop/api.py:2: `add` is left out: Frappe opens only what `whitelist` returns. Please write `add = frappe.whitelist(…)(add)`, or decorate it.',
    );
  });

  test('that the scan cannot identify are reported with file and line', async () => {
    const { found, warnings } = await scanSources({
      'shop/api.py': `
import frappe, other
add = frappe.whitelist()(other.add)
for fn in frappe.get_hooks("open"):
	frappe.whitelist()(fn)
def after_migrate():
	setattr(other, "sub", frappe.whitelist()(other.sub))
`,
    });
    expect(found).toEqual({ 'shop.api.add': 'ANY (**kwargs)' });
    expect(warnings).toEqual([
      'shop/api.py:3: a function is whitelisted here that the scan cannot identify: `other.add` is not in the scanned sources.',
      'shop/api.py:5: a function is whitelisted here that the scan cannot identify: a loop runs over something unknown.',
      'shop/api.py:7: `after_migrate` whitelists a function, but nothing in the scanned sources calls it as a module loads.',
    ]);
  });
});

describe('conditional definitions', () => {
  test('both branches count where only the site knows the condition', async () => {
    const { found, warnings } = await scanSources({
      'shop/api.py': `
import frappe
if frappe.conf.developer_mode:
	@frappe.whitelist()
	def debug(): ...
if frappe.conf.strict:
	@frappe.whitelist(methods=["POST"])
	def save(a): ...
else:
	@frappe.whitelist()
	def save(a, b): ...
if True:
	@frappe.whitelist()
	def always(): ...
else:
	@frappe.whitelist()
	def never(): ...
try:
	import extra
	@frappe.whitelist()
	def with_extra(): ...
except ImportError:
	@frappe.whitelist()
	def without_extra(): ...

def maybe(fn):
	if frappe.conf.closed:
		return fn
	return frappe.whitelist()(fn)
@maybe
def sometimes(): ...
`,
    });
    expect(found).toEqual({
      'shop.api.debug': 'ANY ()',
      'shop.api.save': 'POST (a)',
      'shop.api.always': 'ANY ()',
      'shop.api.with_extra': 'ANY ()',
      'shop.api.without_extra': 'ANY ()',
      'shop.api.sometimes': 'ANY ()',
    });
    expect(warnings).toEqual([
      'shop/api.py:8: what `save` is depends on a condition that only the site knows; one case is taken.',
      'shop/api.py:31: what `sometimes` is depends on a condition that only the site knows; one case is taken.',
    ]);
  });

  test('a later definition without whitelist closes an earlier one', async () => {
    const { found, warnings } = await scanSources({
      'shop/api.py': 'import frappe\n@frappe.whitelist()\ndef add(a): ...\ndef add(a, b): ...\n',
    });
    expect(found).toEqual({});
    expect(warnings).toEqual(['shop/api.py:3: `add` is left out: line 4 defines the name again, without `whitelist`.']);
  });
});

describe('methods of documents', () => {
  test('wrappers, assignments, mixins, constants and patches', async () => {
    const { found, warnings } = await scanSources({
      'shop/auth.py': `
import frappe
from functools import wraps
def open_doc(**kw):
	def deco(fn):
		@wraps(fn)
		def inner(self, *args, **kwargs):
			return fn(self, *args, **kwargs)
		return frappe.whitelist(**kw)(inner)
	return deco
reading = frappe.whitelist(methods=["GET"])
`,
      'shop/mixins.py': `
from .auth import open_doc
class Notes:
	@open_doc()
	def add_note(self, text: str): ...
	@open_doc()
	def hidden(self): ...
def make(bases):
	return Notes
`,
      'shop/stock/doctype/bin/bin.py': `
import frappe
from frappe.model.document import Document
from shop.auth import open_doc, reading
from shop.mixins import make
def shared(doc, b): ...
class Bin(make([]), Document):
	@open_doc(methods=["PUT"])
	def fill(self, amount: float) -> float: ...
	@reading
	def total(self): ...
	@staticmethod
	@open_doc()
	def unbound(self, a): ...
	empty = frappe.whitelist()(shared)
	if frappe.conf.x:
		@reading
		def debug(self, level=1): ...
	def hidden(self): ...
`,
      'shop/patches.py': `
import frappe
from shop.stock.doctype.bin.bin import Bin
def late(self, c): ...
Bin.late = frappe.whitelist()(late)
setattr(Bin, "later", frappe.whitelist()(late))
`,
    });
    expect(found).toEqual({
      'Bin.fill': 'PUT (amount: float) -> float',
      'Bin.total': 'GET ()',
      'Bin.unbound': 'ANY (self, a)',
      'Bin.empty': 'ANY (b)',
      'Bin.debug': 'GET (level?)',
      'Bin.add_note': 'ANY (text: str)',
      'Bin.late': 'ANY (c)',
      'Bin.later': 'ANY (c)',
    });
    expect(warnings).toEqual([]);
  });

  test('a base class of an app that is not scanned is reported', async () => {
    const { warnings } = await scanSources({
      'shop/stock/doctype/bin/bin.py': 'from base.stock import Shelf\nclass Bin(Shelf):\n\tpass\n',
    });
    expect(warnings).toEqual([
      'shop/stock/doctype/bin/bin.py:2: methods that `Bin` inherits from `base.stock.Shelf` are missing: scan its app too.',
    ]);
  });
});
