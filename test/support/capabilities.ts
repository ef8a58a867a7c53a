import type { SiteCapabilities } from '../../src/metadata/site-model.ts';

/** The capabilities of a site of v15, and on top those that a test is about. */
export function capabilitiesOf(own: Partial<SiteCapabilities> = {}): SiteCapabilities {
  return {
    v2: false,
    nestedFilters: false,
    nestedChildRows: false,
    dictAggregates: false,
    extremes: true,
    listsEveryColumn: true,
    ordersByAnyName: true,
    ordersByAnyWord: true,
    tellsRoles: false,
    discovery: false,
    discard: false,
    ...own,
  };
}
