import { toError } from '../errors.ts';
import { doInTurns } from '../turns.ts';
import { fetchSiteModel } from './fetch-site-model.ts';
import { MODEL_LANE, mergeSteps } from './merge-site-model.ts';
import { fetchFingerprint } from './model-fingerprint.ts';
import type { LoadModelOptions } from './site-catalog.ts';
import type { RawSiteModel, SiteModel } from './site-model.ts';

/** The parts of a model that a change is found by. */
export interface KnownModel extends Pick<RawSiteModel, 'fingerprint'> {
  /** Whether the account can read the metadata tables. */
  readonly isWhole: boolean;
  /** How many DocTypes it has. */
  readonly doctypes: number;
  readonly timeZone: string;
}

/** @returns what is to be known of a model. */
export function toKnownModel({ fingerprint, merged, info }: RawSiteModel, { doctypes }: SiteModel): KnownModel {
  return { fingerprint, isWhole: merged === null, doctypes: doctypes.size, timeZone: info.timeZone };
}

/** The watched tables, the interval and the listener. */
export interface WatchOptions extends LoadModelOptions {
  /** Seconds between two looks; 0 looks only on request. */
  pollSeconds: number;
  /** The current model. */
  known: KnownModel;
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
  const { client, account } = options;
  let { known } = options;
  let suspicious: string | null = null;
  let running: Promise<void> | null = null;
  let wanted = false;
  let checkedAt = options.isFresh ? performance.now() : null;

  const look = async () => {
    const isSame = known.isWhole && (await fetchFingerprint(client, account, known.timeZone)) === known.fingerprint;
    const raw = isSame ? null : await fetchSiteModel(options);
    if (raw === null || raw.fingerprint === known.fingerprint) {
      suspicious = null;
      return;
    }
    const model = await doInTurns(mergeSteps(raw), MODEL_LANE);
    const found = toKnownModel(raw, model);
    if (found.doctypes === 0) throw new Error('The site returned no DocTypes; the previous model stays.');
    const lost = known.doctypes - found.doctypes;
    if (lost > known.doctypes * SUSPICIOUS_LOSS && suspicious !== raw.fingerprint) {
      suspicious = raw.fingerprint;
      throw new Error(`The site lost ${lost} of ${known.doctypes} DocTypes; waiting for a second look.`);
    }
    suspicious = null;
    await options.onChange(model, raw);
    known = found;
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
