import type { DemoRequest } from '../../demo/demo-site.ts';

/**
 * Writes the requests that a site got as text: by rounds, as requests that started before an earlier one ended are of
 * the same round; within a round sorted, because requests sent side by side arrive in any order.
 */
export function formatRequests(requests: readonly DemoRequest[]): string {
  return toRounds(requests)
    .map((round, index) => `round ${index + 1}\n${round.map(formatRequest).sort().join('\n')}`)
    .join('\n');
}

/** The depth of each request is one more than that of the requests which had ended when it started. */
export function toRounds(requests: readonly DemoRequest[]): DemoRequest[][] {
  const rounds: DemoRequest[][] = [];
  const depths = new Map<DemoRequest, number>();
  for (const request of [...requests].sort((a, b) => a.seq - b.seq)) {
    const before = requests.filter((other) => other !== request && other.endedAt <= request.startedAt);
    const depth = Math.max(0, ...before.map((other) => (depths.get(other) ?? 0) + 1));
    depths.set(request, depth);
    rounds[depth] = [...(rounds[depth] ?? []), request];
  }
  return rounds.filter((round) => round !== undefined);
}

function formatRequest(request: DemoRequest): string {
  const url = new URL(request.path, 'http://site');
  const search = [...url.searchParams].map(([key, value]) => `${key}=${value}`);
  const line = [`${request.method} ${decodeURIComponent(url.pathname)}`, ...search].join('\n    ');
  return shorten(request.body === '' ? line : `${line}\n    ${request.body}`);
}

/** Shows the first and the number of long lists of names. */
function shorten(text: string): string {
  return text.replace(/\[(\\?"[^"[\]]*",?){13,}\]/g, (list) => {
    const names = list.slice(1, -1).split(',');
    return `[${names[0]}, … ${names.length} names]`;
  });
}
