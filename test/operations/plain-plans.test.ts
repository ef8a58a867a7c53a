import { globSync, readFileSync } from 'node:fs';
import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/query/plan/batch-limits.ts';
import { prepareOperation } from '../../src/query/prepared-operation.ts';
import { useGateway } from '../support/use-gateway.ts';

const started = useGateway({ version: 15 });
const folder = new URL('../golden/', import.meta.url);

/** Where values hold functions, as paths. */
function functionsIn(value: unknown, path: string, seen: Set<unknown>): string[] {
  if (typeof value === 'function') return [path];
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  const parts = value instanceof Map || value instanceof Set ? [...value] : Object.values(value);
  const keys = value instanceof Map || value instanceof Set ? parts.map(String) : Object.keys(value);
  return parts.flatMap((part, index) => functionsIn(part, `${path}.${keys[index]}`, seen));
}

test('the plans of all golden queries are plain data', () => {
  const { schema } = started.gateway.site.current();
  let planned = 0;
  for (const file of globSync('*.graphql', { cwd: folder })) {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const variables = JSON.parse(/^# variables: (.*)$/m.exec(text)?.[1] ?? '{}');
    const prepared = prepareOperation(schema, parse(text), null);
    const coerced = prepared?.coerce(variables);
    if (!prepared || !coerced || 'errors' in coerced) continue;
    for (const root of prepared.plan(coerced.variables, DEFAULT_LIMITS).roots.values()) {
      expect(functionsIn(root.plan, `${file} ${root.fieldName}`, new Set())).toEqual([]);
      planned += 1;
    }
  }
  expect(planned).toBeGreaterThan(150);
});

test('functions are found in a plan', () => {
  const plan = { steps: [{ key: 'a', targets: new Map([['Shop Order', () => null]]) }] };
  expect(functionsIn(plan, 'plan', new Set())).toEqual(['plan.steps.0.targets.Shop Order,() => null.1']);
});
