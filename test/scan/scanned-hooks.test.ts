import { describe, expect, test } from 'vitest';
import { scanSources } from '../support/python-app.ts';

const CONTROLLER = `
import frappe
from frappe.model.document import Document
class %:
	@frappe.whitelist()
	def act(self): ...
`;

const SOURCES = {
  'base/stock/doctype/bin/bin.py': CONTROLLER.replace('%', 'Bin(Document)'),
  'shop/bins.py': 'import frappe\nclass MyBin:\n\t@frappe.whitelist()\n\tdef extra(self): ...\n',
  'shop/more.py': 'MORE = {"a.b": "shop.api.c"}\n',
};

describe('hooks', () => {
  test.each([
    ['**', 'override_whitelisted_methods = {**MORE, "x.y": "shop.api.z"}'],
    ['|', 'override_whitelisted_methods = MORE | {"x.y": ["first", "shop.api.z"]}'],
    ['|=', 'override_whitelisted_methods = {"x.y": "shop.api.z"}\noverride_whitelisted_methods |= MORE'],
    ['update', 'override_whitelisted_methods = dict(MORE)\noverride_whitelisted_methods.update({"x.y": "shop.api.z"})'],
    [
      'items',
      'override_whitelisted_methods = {}\noverride_whitelisted_methods.update(MORE)\noverride_whitelisted_methods["x.y"] = PREFIX + ".z"',
    ],
    [
      'a loop',
      'override_whitelisted_methods = {**MORE}\nfor name in ["z"]:\n\toverride_whitelisted_methods["x.y"] = PREFIX + "." + name',
    ],
    ['a comprehension', 'override_whitelisted_methods = {**MORE, **{key: PREFIX + ".z" for key in ("x.y",)}}'],
    [
      'a condition',
      'override_whitelisted_methods = {**MORE}\nif True:\n\toverride_whitelisted_methods["x.y"] = "shop.api.z"',
    ],
    ['a function', 'def make():\n\treturn {**MORE, "x.y": "shop.api.z"}\noverride_whitelisted_methods = make()'],
  ])('dictionaries made with %s', async (_form, code) => {
    const { overrides, warnings } = await scanSources({
      ...SOURCES,
      'shop/hooks.py': `from shop.more import MORE\nPREFIX = "shop.api"\n${code}\n`,
    });
    expect(overrides).toEqual({ 'a.b': 'shop.api.c', 'x.y': 'shop.api.z' });
    expect(warnings).toEqual([]);
  });

  test('imported from another module', async () => {
    const { overrides } = await scanSources({
      ...SOURCES,
      'shop/hooks.py': 'from shop.more import MORE as override_whitelisted_methods\n',
    });
    expect(overrides).toEqual({ 'a.b': 'shop.api.c' });
  });

  test('classes that replace a controller', async () => {
    const { found, warnings } = await scanSources({
      ...SOURCES,
      'shop/hooks.py': 'MINE = {"Bin": "shop.bins.MyBin"}\noverride_doctype_class = {**MINE, "Box": "gone.Box"}\n',
    });
    expect(found).toEqual({ 'Bin.act': 'ANY ()', 'Bin.extra': 'ANY ()' });
    expect(warnings).toEqual(['shop/hooks.py:2: the class `gone.Box` of `Box` is not in the scanned sources.']);
  });

  test('warns of what only the site knows, and keeps the rest', async () => {
    const { overrides, warnings } = await scanSources({
      'shop/hooks.py': `
import json
override_whitelisted_methods = {"a.b": "c.d", **json.load(open("more.json"))}
override_doctype_class = json.load(open("classes.json"))
`,
    });
    expect(overrides).toEqual({ 'a.b': 'c.d' });
    expect(warnings).toEqual([
      'shop/hooks.py:3: `override_whitelisted_methods` has entries that cannot be read: `json.load()` is known only on the site (shop/hooks.py:3).',
      'shop/hooks.py:4: `override_doctype_class` cannot be read: `json.load()` is known only on the site.',
    ]);
  });
});
