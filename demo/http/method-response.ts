import type { Dialect } from '../dialects.ts';
import { MethodAnswer } from '../rpc/method-answer.ts';
import { TopLevel } from '../rpc/top-level.ts';
import { jsonResponse, messageKeys, type SiteResponse } from './envelope.ts';

/** The result of a method in the envelope of its route: under `message` on v1 and `data` on v2. */
export function methodResponse(dialect: Dialect, key: 'message' | 'data', returned: unknown): SiteResponse {
  if (returned instanceof TopLevel) return jsonResponse(200, returned.values);
  const { parts } = returned instanceof MethodAnswer ? returned : { parts: { result: returned } };
  if (parts.file) return fileResponse(dialect, parts.file);
  if (parts.redirect !== undefined) return redirectResponse(parts.redirect);
  if (parts.page !== undefined) return pageResponse(parts.page);
  const { result, docs, messages = [], status = 200 } = parts;
  return jsonResponse(status, {
    ...(docs === undefined ? {} : { docs }),
    ...(result === null || result === undefined ? {} : { [key]: result }),
    ...messageKeys(dialect, key === 'data', messages),
  });
}

function fileResponse(
  { hasNewQueryEngine }: Dialect,
  { name, content }: { name: string; content: string },
): SiteResponse {
  const disposition = `${hasNewQueryEngine ? 'attachment; ' : ''}filename=${name}`;
  return {
    status: 200,
    contentType: 'application/octet-stream',
    body: content,
    headers: { 'content-disposition': disposition },
  };
}

function redirectResponse(location: string): SiteResponse {
  const body = `<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<a href="${location}">${location}</a>\n`;
  return { status: 302, contentType: 'text/html; charset=utf-8', body, headers: { location } };
}

function pageResponse(title: string): SiteResponse {
  const body = `<!DOCTYPE html>\n<html lang="en">\n<title>${title}</title>\n<h1>${title}</h1>\n</html>\n`;
  return { status: 200, contentType: 'text/html; charset=utf-8', body };
}
