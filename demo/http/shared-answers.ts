import type { DemoDatabase } from '../database/demo-database.ts';
import type { SiteResponse } from './envelope.ts';
import type { RawRequest } from './site-request.ts';

/** Answers by their requests. Sites that start from the same image share them. */
export type SharedAnswers = Map<string, SiteResponse>;

/** The tables that every gateway reads at startup. */
const MODEL_READ =
  /^\/api\/(?:resource\/(?:DocType|DocField|DocPerm|Custom%20Field|Custom%20DocPerm|Property%20Setter|Module%20Def|Workflow)\?|method\/frappe\.desk\.form\.load\.getdoctype\?)/;

/** Answers a read of metadata once for all sites that share their answers, while their databases are as they started. */
export function answerShared(
  { answers, database }: { answers: SharedAnswers | null; database: DemoDatabase },
  raw: RawRequest,
  answer: () => SiteResponse,
): SiteResponse {
  if (answers === null || database.generation > 0 || !dependsOnDatabase(raw)) return answer();
  const { authorization, accept, 'accept-language': language } = raw.headers;
  const key = JSON.stringify([raw.path, authorization, accept, language]);
  const known = answers.get(key);
  if (known !== undefined) return known;
  const made = answer();
  answers.set(key, made);
  return made;
}

/** Sessions and bearer tokens are kept elsewhere. */
function dependsOnDatabase({ method, path, headers }: RawRequest): boolean {
  const hasKey = headers.authorization?.startsWith('token ') && headers.cookie === undefined;
  return method === 'GET' && hasKey === true && MODEL_READ.test(path);
}
