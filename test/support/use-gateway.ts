import { afterAll, beforeAll, beforeEach } from 'vitest';
import { startTestGateway, type TestGateway } from './start-gateway.ts';

/**
 * Starts one gateway for all tests of a file, and forgets before each test which requests reached its site.
 *
 * @returns the gateway; it can be used in tests only.
 */
export function useGateway(...options: Parameters<typeof startTestGateway>): TestGateway {
  let started: TestGateway | undefined;
  beforeAll(async () => {
    started = await startTestGateway(...options);
  });
  beforeEach(() => {
    gateway.site.requests.length = 0;
  });
  afterAll(() => started?.[Symbol.asyncDispose]());
  const gateway = new Proxy({} as TestGateway, {
    get: (_target, key) => {
      if (started === undefined) throw new Error('The gateway is not started yet.');
      return Reflect.get(started, key);
    },
  });
  return gateway;
}
