import type { MethodCall } from '../../frappe/method-request.ts';

/**
 * The ID of the background job that a call started. Its handle lets the caller read the job's status with the service
 * account, so the ID must be one that the call made: a read starts nothing, and an ID among the call's arguments may be
 * that of somebody else's job.
 *
 * @param result what the method returned; what `frappe.enqueue` gives is answered as `{"job_id": …}`.
 */
export function startedJobId(call: MethodCall, result: unknown): string | null {
  if (!call.startsJob || call.isRead || call.verb === 'GET') return null;
  if (typeof result !== 'object' || result === null || !Object.hasOwn(result, 'job_id')) return null;
  const id = (result as { job_id: unknown }).job_id;
  if (typeof id !== 'string' || id === '') return null;
  // Frappe puts the site's name before an ID that a method chooses: `site::id`, on v17 `site||id`.
  const own = id.replace(/^.*?(?:::|\|\|)/, '');
  return holdsText(call.args, (text) => text === id || text === own) ? null : id;
}

/** Levels of arguments that are looked through. */
const MOST_LEVELS = 50;

/** Deeper arguments count as if they held it: a job whose ID may come from the caller is not theirs to follow. */
function holdsText(value: unknown, matches: (text: string) => boolean, levels = MOST_LEVELS): boolean {
  if (levels === 0) return true;
  const holds = (part: unknown) => holdsText(part, matches, levels - 1);
  if (typeof value === 'string') return matches(value) || (/^[[{]/.test(value) && holds(parse(value)));
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holds);
}

/** Methods take objects as JSON in text, too. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
