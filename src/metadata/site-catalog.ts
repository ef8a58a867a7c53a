import { ConfigError, GatewayError } from '../errors.ts';
import type { FrappeClient } from '../frappe/frappe-client.ts';
import type { CallerContext } from '../frappe/frappe-request.ts';
import { describeCause } from '../frappe/transport-error.ts';
import { doInTurns } from '../turns.ts';
import { fetchSiteModel } from './fetch-site-model.ts';
import { MODEL_LANE, mergeSteps } from './merge-site-model.ts';
import { type KeptModel, readSnapshot, writeSnapshot } from './model-snapshot.ts';
import type { RawSiteModel, SiteModel } from './site-model.ts';

/** The sources of a model, and its snapshot. */
export interface LoadModelOptions {
  client: FrappeClient;
  account: CallerContext;
  siteUrl: string;
  /** The file that keeps the model between starts; null to keep none. */
  snapshotFile: string | null;
  namedDocTypes: readonly string[];
}

/** The key of a site: several can share one address. */
export function toSiteUrl({ url, siteName }: { url: URL; siteName: string | undefined }): string {
  return url.href + (siteName === undefined ? '' : `#${siteName}`);
}

/** The model to start with, and how fresh it is. */
export interface LoadedModel {
  raw: RawSiteModel;
  model: SiteModel;
  /** Whether it came from disk, so that the site is still to be asked behind the running gateway. */
  isFromSnapshot: boolean;
  /** Names of the configuration that have matched something before. */
  knownNames: readonly string[];
  /** Names the schema of the model if that is known to be valid. */
  validSchema?: string | undefined;
}

/**
 * Gets the model to start with: the snapshot where there is one, so that a slow or unreachable site does not delay the
 * start, else the site's own.
 *
 * @throws ConfigError that says why there is no model.
 */
export async function loadSiteModel(options: LoadModelOptions): Promise<LoadedModel> {
  const { snapshotFile, siteUrl } = options;
  const kept = snapshotFile === null ? null : await readSnapshot(snapshotFile, siteUrl);
  if (kept === null) return fetchFreshModel(options);
  const { model: raw, ...known } = kept;
  return { raw, model: await doInTurns(mergeSteps(raw), MODEL_LANE), isFromSnapshot: true, ...known };
}

/**
 * Gets the site's own model, without the snapshot.
 *
 * @throws ConfigError that says why there is no model.
 */
export async function fetchFreshModel(options: LoadModelOptions): Promise<LoadedModel> {
  try {
    const raw = await fetchSiteModel(options);
    const model = await doInTurns(mergeSteps(raw), MODEL_LANE);
    if (model.doctypes.size === 0) {
      throw new ConfigError(
        'The service account is not allowed to read DocTypes; name them in the schema configuration (include.doctypes).',
      );
    }
    return { raw, model, isFromSnapshot: false, knownNames: [] };
  } catch (error) {
    throw toStartError(error, options);
  }
}

/** Keeps a model on disk. A disk that cannot be written to slows the next start down. */
export async function keepSnapshot(
  { snapshotFile, siteUrl }: Pick<LoadModelOptions, 'snapshotFile' | 'siteUrl'>,
  kept: KeptModel,
): Promise<Error | null> {
  if (snapshotFile === null) return null;
  return writeSnapshot(snapshotFile, siteUrl, kept).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
}

function toStartError(error: unknown, { siteUrl, snapshotFile }: LoadModelOptions): Error {
  if (!(error instanceof GatewayError)) return error instanceof Error ? error : new Error(String(error));
  switch (error.code) {
    case 'UNAUTHENTICATED':
      return new ConfigError(`FRAPPE_API_KEY, FRAPPE_API_SECRET: ${siteUrl} refuses this service account.`);
    case 'FORBIDDEN':
      return new ConfigError(
        `FRAPPE_API_KEY: the service account is not allowed to read the metadata of ${siteUrl}: ${error.message}`,
      );
    case 'UPSTREAM_UNAVAILABLE':
    case 'UPSTREAM_TIMEOUT':
      return new ConfigError(
        `FRAPPE_URL: ${siteUrl} cannot be reached (${describeCause(error)})${snapshotFile === null ? '' : ', and a snapshot to start from does not exist'}.`,
      );
    default:
      return new ConfigError(`FRAPPE_URL: ${siteUrl} does not answer as a Frappe site: ${error.message}`);
  }
}
