import { ConfigError, GatewayError } from '../errors.ts';
import type { FrappeClient } from '../frappe/frappe-client.ts';
import type { CallerContext } from '../frappe/frappe-request.ts';
import { fetchSiteModel } from './fetch-site-model.ts';
import { mergeSiteModel } from './merge-site-model.ts';
import { readSnapshot, writeSnapshot } from './model-snapshot.ts';
import type { RawSiteModel, SiteModel } from './site-model.ts';

/** Where a model may come from, and where it is kept. */
export interface LoadModelOptions {
  client: FrappeClient;
  account: CallerContext;
  siteUrl: string;
  /** Where the model is kept between starts; null keeps none. */
  snapshotFile: string | null;
  namedDocTypes: readonly string[];
}

/** The model to start with, and how fresh it is. */
export interface LoadedModel {
  raw: RawSiteModel;
  model: SiteModel;
  /** Whether it came from disk, so that the site is still to be asked behind the running gateway. */
  isFromSnapshot: boolean;
}

/**
 * Gets the model to start with: the snapshot where there is one, so that a site that is down or slow stops nobody, else
 * the site's own.
 *
 * @throws ConfigError that says why there is no model.
 */
export async function loadSiteModel(options: LoadModelOptions): Promise<LoadedModel> {
  const { snapshotFile, siteUrl } = options;
  const kept = snapshotFile === null ? null : await readSnapshot(snapshotFile, siteUrl);
  if (kept !== null) return { raw: kept, model: mergeSiteModel(kept), isFromSnapshot: true };
  try {
    const raw = await fetchSiteModel(options);
    const model = mergeSiteModel(raw);
    if (model.doctypes.size === 0) {
      throw new ConfigError(
        'The service account may not read DocTypes; name them in the schema configuration (include.doctypes).',
      );
    }
    await keepSnapshot(options, raw);
    return { raw, model, isFromSnapshot: false };
  } catch (error) {
    throw toStartError(error, siteUrl);
  }
}

/** Keeps a model on disk. A disk that cannot be written to costs the next start some time and nothing else. */
export async function keepSnapshot(
  { snapshotFile, siteUrl }: Pick<LoadModelOptions, 'snapshotFile' | 'siteUrl'>,
  raw: RawSiteModel,
): Promise<Error | null> {
  if (snapshotFile === null) return null;
  return writeSnapshot(snapshotFile, siteUrl, raw).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
}

function toStartError(error: unknown, siteUrl: string): Error {
  if (!(error instanceof GatewayError)) return error instanceof Error ? error : new Error(String(error));
  switch (error.code) {
    case 'UNAUTHENTICATED':
      return new ConfigError(`FRAPPE_API_KEY, FRAPPE_API_SECRET: ${siteUrl} refuses this service account.`);
    case 'FORBIDDEN':
      return new ConfigError(
        `FRAPPE_API_KEY: the service account may not read the metadata of ${siteUrl}: ${error.message}`,
      );
    case 'UPSTREAM_UNAVAILABLE':
    case 'UPSTREAM_TIMEOUT':
      return new ConfigError(`FRAPPE_URL: ${siteUrl} cannot be reached, and there is no snapshot to start from.`);
    default:
      return new ConfigError(`FRAPPE_URL: ${siteUrl} does not answer as a Frappe site: ${error.message}`);
  }
}
