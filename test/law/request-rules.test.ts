import { describe, expect, test } from 'vitest';
import { readSourceFiles, type SourceFile } from './source-files.ts';

const files = readSourceFiles();

describe('rules of requests', () => {
  test('are functions of plain values, and not parts of hooks', () => {
    const hooks = files.flatMap(pluginHooks);
    expect(hooks.length).toBeGreaterThan(30);
    expect(hooks.flatMap(({ name, body }) => traces(body).map((trace) => `${name}: ${trace}`))).toEqual([]);
  });

  test('are found in a hook', () => {
    for (const rule of [
      "if (request.method !== 'GET') return;",
      'endResponse(new Response(null, { status: 405 }));',
      "throw badUserInput('body: too long', 'body');",
      "const type = accept === 'text/html' ? null : accept;",
      'if (!ALLOWED.includes(method)) return;',
      "onRequest: ({ request }) => request.headers.get('accept')?.startsWith('text/') && refuse(),",
    ]) {
      expect(traces(rule)).not.toEqual([]);
    }
  });
});

describe('operations', () => {
  test('are read at one place', () => {
    const readers = files.filter(({ text }) => /\b(?:getOperationAST|getVariableValues)\(/.test(text));
    expect(readers.map(({ path }) => path)).toEqual(['query/prepared-operation.ts']);
  });

  test('have their arguments read at one place', () => {
    const readers = files.filter(({ text }) => /\bgetArgumentValues\(/.test(text));
    expect(readers.map(({ path }) => path)).toEqual(['query/selection/field-arguments.ts']);
  });
});

interface Hook {
  name: string;
  body: string;
}

const HTTP_HOOKS = ['onRequest', 'onRequestParse', 'onParams', 'onResultProcess', 'onResponse'];

/** The hooks of yoga's plugins, of one line or of several; those that see requests and answers in any file. */
function pluginHooks({ path, text }: SourceFile): Hook[] {
  const isPlugin = text.includes("from 'graphql-yoga'");
  const lines = text.split('\n');
  return lines.flatMap((line, start) => {
    const [, indent, name] = /^( +)(?:async )?(on[A-Z]\w*)(?:\(|:|,$)/.exec(line) ?? [];
    if (name === undefined || !(isPlugin || HTTP_HOOKS.includes(name))) return [];
    const isClosed = !/[{([]$/.test(line);
    const end = isClosed ? start : lines.findIndex((other, at) => at > start && other.startsWith(`${indent}}`));
    return [{ name: `${path} ${name}`, body: lines.slice(start, end + 1).join('\n') }];
  });
}

const DECISIONS =
  /\bthrow\b|\b[1-5]\d\d\b|[!=]== '[^']*'|'[^']*' [!=]==|\bcase '|\.(?:includes|startsWith|endsWith|test|match|exec)\(/g;

/** Decisions: what is thrown, a status, and what a method or header is compared with. */
function traces(body: string): string[] {
  return body.replace(/typeof [\w.]+ [!=]== '\w+'/g, '').match(DECISIONS) ?? [];
}
