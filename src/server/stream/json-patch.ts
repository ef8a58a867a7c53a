import { ExactNumber, isJsonObject } from '../../exact-json.ts';
import { LongWork, type Steps } from '../../turns.ts';

/** One step of a JSON Patch (RFC 6902). */
export type PatchStep = { op: 'add' | 'replace'; path: string; value: unknown } | { op: 'remove'; path: string };

/** The steps that turn one JSON value into another. Lists are compared place by place, each of which is a step of work. */
export function* diffJson(before: unknown, after: unknown): Steps<PatchStep[]> {
  const steps: PatchStep[] = [];
  yield* addSteps(steps, before, after, '');
  return steps;
}

/**
 * Writes a patch, and lets others in between.
 *
 * @param json what the patch makes: steps are longer than the values in them, and many of them than all of it.
 */
export async function writePatch(steps: readonly PatchStep[], json: string, lane: string): Promise<string> {
  const work = new LongWork(lane);
  const texts: string[] = [];
  let length = 1;
  for (const step of steps) {
    const text = JSON.stringify(step);
    texts.push(text);
    length += text.length + 1;
    if (length > json.length) return `[{"op":"replace","path":"","value":${json}}]`;
    if (work.isDue) await work.rest();
  }
  return `[${texts.join(',')}]`;
}

function* addSteps(steps: PatchStep[], before: unknown, after: unknown, path: string): Steps<void> {
  if (Object.is(before, after) || isSameNumber(before, after)) return;
  if (Array.isArray(before) && Array.isArray(after)) yield* addListSteps(steps, before, after, path);
  else if (isJsonObject(before) && isJsonObject(after)) yield* addObjectSteps(steps, before, after, path);
  else steps.push({ op: 'replace', path, value: after });
}

function* addListSteps(
  steps: PatchStep[],
  before: readonly unknown[],
  after: readonly unknown[],
  path: string,
): Steps<void> {
  const shared = Math.min(before.length, after.length);
  for (let index = 0; index < shared; index += 1) {
    yield* addSteps(steps, before[index], after[index], `${path}/${index}`);
    yield;
  }
  // From the end, so that the places before stay where they are.
  for (let index = before.length - 1; index >= shared; index -= 1)
    steps.push({ op: 'remove', path: `${path}/${index}` });
  for (const value of after.slice(shared)) steps.push({ op: 'add', path: `${path}/-`, value });
}

function* addObjectSteps(
  steps: PatchStep[],
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  path: string,
): Steps<void> {
  for (const [key, value] of Object.entries(after)) {
    const here = `${path}/${escapeKey(key)}`;
    if (Object.hasOwn(before, key)) yield* addSteps(steps, before[key], value, here);
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
