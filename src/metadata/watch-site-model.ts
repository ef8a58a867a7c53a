import { toError } from '../errors.ts';
import { fetchSiteModel } from './fetch-site-model.ts';
import { mergeSiteModel } from './merge-site-model.ts';
import { fetchFingerprint } from './model-fingerprint.ts';
import type { LoadModelOptions } from './site-catalog.ts';
import type { RawSiteModel, SiteModel } from './site-model.ts';

/** The watched tables, the interval and the listener. */
export interface WatchOptions extends LoadModelOptions {
  /** Seconds between two looks; 0 looks only on request. */
  pollSeconds: number;
  current: RawSiteModel;
  /** Whether it was read from the site just now. */
  isFresh: boolean;
  /** Takes up a changed model; what it throws refuses the model, and the former one stays. */
  onChange: (model: SiteModel, raw: RawSiteModel) => void | Promise<void>;
  /** Called after every model or look that failed. The watch goes on. */
  onError: (error: Error) => void;
}

/** A watch that goes on until it is stopped. */
export interface ModelWatch {
  /** Looks now, as after a webhook; looks that come while one is under way are one look after it. */
  refresh(): Promise<void>;
  /** When the model was last known to be that of the site, by `performance.now()`; null if it never was. */
  checkedAt(): number | null;
  stop(): void;
}

/** A model that lost more than this share of its DocTypes is taken up only when the site says so twice. */
const SUSPICIOUS_LOSS = 0.1;

/** Looks for changes of the site's model and hands over those that can be served. */
export function watchSiteModel(options: WatchOptions): ModelWatch {
  let current = options.current;
  let suspicious: string | null = null;
  let running: Promise<void> | null = null;
  let wanted = false;
  let checkedAt = options.isFresh ? performance.now() : null;

  const look = async () => {
    const isWhole = current.merged === null;
    const { client, account } = options;
    const isKnown = isWhole && (await fetchFingerprint(client, account, current.info.timeZone)) === current.fingerprint;
    const raw = isKnown ? current : await fetchSiteModel(options);
    if (raw.fingerprint === current.fingerprint) {
      suspicious = null;
      return;
    }
    const model = mergeSiteModel(raw);
    const before = mergeSiteModel(current).doctypes.size;
    if (model.doctypes.size === 0) throw new Error('The site returned no DocTypes; the previous model stays.');
    if (model.doctypes.size < before * (1 - SUSPICIOUS_LOSS) && suspicious !== raw.fingerprint) {
      suspicious = raw.fingerprint;
      throw new Error(
        `The site lost ${before - model.doctypes.size} of ${before} DocTypes; waiting for a second look.`,
      );
    }
    suspicious = null;
    await options.onChange(model, raw);
    current = raw;
  };
  const run = async () => {
    do {
      wanted = false;
      await look().then(
        () => {
          checkedAt = performance.now();
        },
        (error: unknown) => options.onError(toError(error)),
      );
    } while (wanted);
    running = null;
  };
  const refresh = () => {
    wanted = running !== null;
    running ??= run();
    return running;
  };
  const timer = options.pollSeconds > 0 ? setInterval(refresh, options.pollSeconds * 1000) : null;
  timer?.unref();
  return { refresh, checkedAt: () => checkedAt, stop: () => clearInterval(timer ?? undefined) };
}
