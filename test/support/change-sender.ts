import type { DocEventKind } from '../../src/events/doc-event.ts';
import type { TestGateway } from './start-gateway.ts';

/** Tells a gateway of changes as a source of events does. */
export type SendChange = (kind: DocEventKind, name: string, doctype?: string) => Promise<void>;

/** Each change is a little later than the one before. */
export function createChangeSender({ gateway }: Pick<TestGateway, 'gateway'>): SendChange {
  let clock = 0;
  return async (kind, name, doctype = 'Shop Order') => {
    clock += 1;
    const modified = `2026-11-01 10:00:00.${String(clock).padStart(6, '0')}`;
    await gateway.site.events.append([{ doctype, name, kind, modified }]);
  };
}
