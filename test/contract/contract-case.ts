import type { FrappeMajor } from '../../demo/demo-site.ts';
import type { ContractSite } from './contract-site.ts';

/** One thing that holds on every site. */
export interface ContractCase {
  /** A sentence in the present tense. */
  name: string;
  /** Versions that it is about; all when absent. */
  versions?: readonly FrappeMajor[];
  /** It only filters and sorts lists, so of demo sites with the same query engine, one is enough. */
  isOfEngine?: boolean;
  /** How long it may take; as long as other tests when absent. */
  timeout?: number;
  /** Why a real site cannot be tried, where it cannot. */
  needsDemo?: string;
  /** Somebody signs in with a password, which a real site may not have told. */
  needsPassword?: boolean;
  /** The app whose code it is about. Sites without it are skipped. */
  needsApp?: string;
  /** An app that has a DocType of its own with the name of one of the shop's. Real sites with it are skipped. */
  clashesWith?: string;
  /** @throws where it does not hold. */
  run(site: ContractSite): Promise<void>;
}
