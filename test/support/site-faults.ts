import type { DemoSite } from '../../demo/demo-site.ts';

type SiteRequest = Parameters<NonNullable<DemoSite['fault']>>[0];

/** Requests that are held back. */
export interface HeldRequests {
  /** How many there are. */
  count(): number;
  /** Lets all of them go. */
  release(): void;
}

/** Leaves some requests to a site without an answer until they are released. */
export function holdRequests(site: DemoSite, isHeld: (request: SiteRequest) => boolean): HeldRequests {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  let count = 0;
  site.fault = (request) => {
    if (!isHeld(request)) return undefined;
    count += 1;
    return promise;
  };
  return {
    count: () => count,
    release: () => {
      site.fault = undefined;
      resolve(undefined);
    },
  };
}
