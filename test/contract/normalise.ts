import type { GraphqlAnswer } from '../support/start-gateway.ts';

/**
 * What may differ between two sites with the same data, and is made equal before answers are compared. Nothing else is:
 * error messages are the site's own and are compared as they are.
 *
 * - Names of child rows (`name` beside `idx`) are made up by each site.
 */
export function normaliseAnswer(answer: GraphqlAnswer): unknown {
  return normaliseValue(answer);
}

function normaliseValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normaliseValue);
  if (typeof value !== 'object' || value === null) return value;
  const isChildRow = 'idx' in value && 'name' in value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, isChildRow && key === 'name' ? '<row>' : normaliseValue(inner)]),
  );
}
