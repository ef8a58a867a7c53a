/** The media types in which a single result is sent. */
export type ResultMediaType = 'application/json' | 'application/graphql-response+json';

const OVER_TIME = ['text/event-stream', 'multipart/mixed'];

/**
 * @returns the media type that an `Accept` header asks for first, as graphql-yoga chooses it; null if the header asks for
 * results over time, or for nothing that a single result can be sent in.
 */
export function resultMediaType(accept: string | undefined): ResultMediaType | null {
  if (accept === undefined || accept === '*/*' || accept === 'application/json') return 'application/json';
  const asked = accept.replaceAll(/\s/g, '').toLowerCase().split(',').map(readMediaType);
  if (asked.some((type) => type !== null && OVER_TIME.includes(type))) return null;
  for (const type of asked) {
    if (type === '*/*' || type === 'application/*' || type === 'application/json') return 'application/json';
    if (type === 'application/graphql-response+json') return type;
  }
  return null;
}

/** Only UTF-8 is sent, so a type in another charset is not one that can be had. */
function readMediaType(accepted: string): string | null {
  const [type = '', ...parameters] = accepted.split(';');
  const charset = parameters.find((parameter) => parameter.includes('charset='));
  return charset === undefined || charset === 'charset=utf-8' ? type : null;
}
