import { ExactNumber, isJsonObject } from '../../exact-json.ts';

/** One step of a JSON Patch (RFC 6902). */
export type PatchStep = { op: 'add' | 'replace'; path: string; value: unknown } | { op: 'remove'; path: string };

/** The steps that turn one JSON value into another. Lists are compared place by place. */
export function diffJson(before: unknown, after: unknown): PatchStep[] {
  const steps: PatchStep[] = [];
  addSteps(steps, before, after, '');
  return steps;
}

function addSteps(steps: PatchStep[], before: unknown, after: unknown, path: string): void {
  if (Object.is(before, after) || isSameNumber(before, after)) return;
  if (Array.isArray(before) && Array.isArray(after)) addListSteps(steps, before, after, path);
  else if (isJsonObject(before) && isJsonObject(after)) addObjectSteps(steps, before, after, path);
  else steps.push({ op: 'replace', path, value: after });
}

function addListSteps(steps: PatchStep[], before: readonly unknown[], after: readonly unknown[], path: string): void {
  const shared = Math.min(before.length, after.length);
  for (let index = 0; index < shared; index += 1) addSteps(steps, before[index], after[index], `${path}/${index}`);
  // From the end, so that the places before stay where they are.
  for (let index = before.length - 1; index >= shared; index -= 1)
    steps.push({ op: 'remove', path: `${path}/${index}` });
  for (const value of after.slice(shared)) steps.push({ op: 'add', path: `${path}/-`, value });
}

function addObjectSteps(
  steps: PatchStep[],
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  path: string,
): void {
  for (const [key, value] of Object.entries(after)) {
    const here = `${path}/${escapeKey(key)}`;
    if (Object.hasOwn(before, key)) addSteps(steps, before[key], value, here);
    else steps.push({ op: 'add', path: here, value });
  }
  for (const key of Object.keys(before)) {
    if (!Object.hasOwn(after, key)) steps.push({ op: 'remove', path: `${path}/${escapeKey(key)}` });
  }
}

function isSameNumber(before: unknown, after: unknown): boolean {
  return before instanceof ExactNumber && after instanceof ExactNumber && before.digits === after.digits;
}

function escapeKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
