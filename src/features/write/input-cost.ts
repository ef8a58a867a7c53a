import type { Cost, CostBasis } from '../../query/plan/cost.ts';
import { guardedInputs } from './assert-may-write.ts';
import { costOfLinks } from './check-links.ts';
import type { DocInput } from './doc-input.ts';

/** The cost of writing an input: the write, the caller's roles, and links that the site does not check itself. */
export function costOfInput(basis: CostBasis, input: DocInput): Cost {
  const roles = guardedInputs(input).length > 0 ? 2 : 0;
  return { calls: 1 + roles + costOfLinks(basis, input), rows: 1 };
}
