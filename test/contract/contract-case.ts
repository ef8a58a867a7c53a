import type { FrappeMajor } from '../../demo/demo-site.ts';
import type { ContractSite } from './contract-site.ts';

/** One thing that holds on every site. */
export interface ContractCase {
  /** A sentence in the present tense. */
  name: string;
  /** Versions that it is about; all when absent. */
  versions?: readonly FrappeMajor[];
  /** How long it may take; as long as other tests when absent. */
  timeout?: number;
  /** Why a real site cannot be tried, where it cannot. */
  needsDemo?: string;
  /** Somebody signs in with a password, which a real site may not have told. */
  needsPassword?: boolean;
  /** An app whose code it is about; other real sites are passed over. */
  needsApp?: string;
  /** @throws where it does not hold. */
  run(site: ContractSite): Promise<void>;
}
