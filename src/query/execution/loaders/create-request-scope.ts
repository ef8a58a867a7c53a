import type { FrappeClient } from '../../../frappe/frappe-client.ts';
import type { CallerContext } from '../../../frappe/frappe-request.ts';
import type { SiteModel } from '../../../metadata/site-model.ts';
import type { Translations } from '../../../metadata/translations.ts';
import type { BatchLimits } from '../../plan/batch-limits.ts';
import { readUserOnce } from '../permission/read-identity.ts';
import type { JobAccess } from '../scope/job-access.ts';
import type { KeyAccess } from '../scope/key-access.ts';
import type { CallerIdentity, RequestLoaders, RequestScope } from '../scope/request-scope.ts';
import { createChildRowsLoader } from './child-rows-loader.ts';
import { createRowLoader } from './row-loader.ts';

/** The parts of a request scope. */
export interface RequestScopeParts {
  client: FrappeClient;
  model: SiteModel;
  caller: CallerContext;
  limits: BatchLimits;
  identityOf: RequestScope['identityOf'];
  profileOf: RequestScope['profileOf'];
  /** @param nameOf reads the name of the caller's user; null if only what the client accepts counts. */
  translationsOf: (caller: CallerContext, nameOf: (() => Promise<string>) | null) => Promise<Translations>;
  signIn?: RequestScope['signIn'];
  jobs: JobAccess;
  sync: RequestScope['sync'];
  keys: KeyAccess;
  onRenamed?: NonNullable<RequestScope['onRenamed']>;
}

/** Makes the scope of one request, with loaders that live and die with it. */
export function createRequestScope(parts: RequestScopeParts): RequestScope {
  const { caller, translationsOf } = parts;
  let identity: Promise<CallerIdentity> | undefined;
  let translations: Promise<Translations> | undefined;
  const nameOf = async () => (await identity)?.user ?? readUserOnce(scope, caller);
  const scope: RequestScope = {
    ...parts,
    identity: () => {
      identity ??= parts.identityOf(parts.caller);
      return identity;
    },
    translations: () => {
      translations ??= translationsOf(caller, nameOf);
      return translations;
    },
    messageTranslations: () => (caller.token.isSession ? scope.translations() : translationsOf(caller, null)),
    loaders: createLoaders(() => scope),
  };
  return scope;
}

function createLoaders(scope: () => RequestScope): RequestLoaders {
  const rows = new Map<string, ReturnType<typeof createRowLoader>>();
  const childRows = new Map<string, ReturnType<typeof createChildRowsLoader>>();
  const answers = new Map<string, Promise<unknown>>();
  return {
    rows: (doctype) => getOrCreate(rows, doctype.name, () => createRowLoader(scope(), doctype)),
    childRows: (parent, child) =>
      getOrCreate(childRows, `${parent.name}\0${child.name}`, () => createChildRowsLoader(scope(), parent, child)),
    once: <Answer>(key: string, load: () => Promise<Answer>) => getOrCreate(answers, key, load) as Promise<Answer>,
    clear: () => {
      rows.clear();
      childRows.clear();
      answers.clear();
    },
  };
}

function getOrCreate<Value>(values: Map<string, Value>, key: string, create: () => Value): Value {
  const known = values.get(key);
  if (known !== undefined) return known;
  const created = create();
  values.set(key, created);
  return created;
}
