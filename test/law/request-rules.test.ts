import { describe, expect, test } from 'vitest';
import { readSourceFiles, type SourceFile } from './source-files.ts';

const files = readSourceFiles();

describe('rules of requests', () => {
  test('are functions of plain values, and not parts of hooks', () => {
    const hooks = files.flatMap(httpHooks);
    expect(hooks.length).toBeGreaterThan(8);
    expect(hooks.flatMap(({ name, body }) => traces(body).map((trace) => `${name}: ${trace}`))).toEqual([]);
  });

  test('are found in a hook', () => {
    for (const rule of [
      "if (request.method !== 'GET') return;",
      'endResponse(new Response(null, { status: 405 }));',
      "throw badUserInput('body: too long', 'body');",
      "const type = accept === 'text/html' ? null : accept;",
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

/** The hooks of yoga's plugins that see requests and answers. */
function httpHooks({ path, text }: SourceFile): Hook[] {
  const lines = text.split('\n');
  return lines.flatMap((line, start) => {
    const [, indent, name] =
      /^( +)(?:async )?(onRequest|onRequestParse|onParams|onResultProcess|onResponse)\b[^{]*[({]/.exec(line) ?? [];
    if (name === undefined) return [];
    const end = lines.findIndex((other, index) => index >= start && other.startsWith(`${indent}}`));
    return [{ name: `${path} ${name}`, body: lines.slice(start + 1, end).join('\n') }];
  });
}

/** Decisions: what is thrown, a status, and what a method or header is compared with. */
function traces(body: string): string[] {
  const types = /typeof [\w.]+ [!=]== '\w+'/g;
  return body.replace(types, '').match(/\bthrow\b|\b[1-5]\d\d\b|[!=]== '[^']*'|'[^']*' [!=]==|\bcase '/g) ?? [];
}
