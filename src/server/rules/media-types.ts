/** How a result can be written as one JSON text. */
export type ResultType = 'application/json' | 'application/graphql-response+json';

/** The one that a client gets that has no preference stands first. */
const RESULT_TYPES: readonly ResultType[] = ['application/json', 'application/graphql-response+json'];

/** Everything that an operation can be answered with; the last two go on over time. */
const ANSWER_TYPES: readonly string[] = [...RESULT_TYPES, 'text/event-stream', 'multipart/mixed'];

interface AcceptedRange {
  readonly range: string;
  readonly quality: number;
}

/** Chooses how a result is written. @returns null if the client takes no JSON. */
export function chooseResultType(accept: string | null): ResultType | null {
  const ranges = readAccept(accept);
  let best: ResultType | null = null;
  for (const type of RESULT_TYPES) {
    if (qualityOf(type, ranges) > (best === null ? 0 : qualityOf(best, ranges))) best = type;
  }
  return best;
}

/** Whether a client takes any answer that an operation can have. */
export function isAnswerAccepted(accept: string | null): boolean {
  const ranges = readAccept(accept);
  return ANSWER_TYPES.some((type) => qualityOf(type, ranges) > 0);
}

/** Ranges of types that are read in UTF-8; a missing header accepts everything. */
function readAccept(accept: string | null): AcceptedRange[] {
  return (accept?.trim() || '*/*')
    .toLowerCase()
    .split(',')
    .flatMap((entry) => {
      const [range = '', ...parameters] = entry.split(';').map((part) => part.trim());
      const parameterOf = (name: string) =>
        parameters
          .find((parameter) => parameter.startsWith(`${name}=`))
          ?.slice(name.length + 1)
          .replaceAll('"', '');
      if (!['utf-8', 'utf8'].includes(parameterOf('charset') ?? 'utf-8')) return [];
      const quality = Number(parameterOf('q') ?? 1);
      return [{ range, quality: Number.isNaN(quality) ? 0 : quality }];
    });
}

/** The most specific range counts, whatever comes first. */
function qualityOf(type: string, ranges: readonly AcceptedRange[]): number {
  const wanted = [type, `${type.split('/')[0]}/*`, '*/*'];
  for (const range of wanted) {
    const found = ranges.filter((accepted) => accepted.range === range);
    if (found.length > 0) return Math.max(...found.map(({ quality }) => quality));
  }
  return 0;
}
