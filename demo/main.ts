import { parseArgs } from 'node:util';
import { endWithError } from '../src/serve.ts';
import type { FrappeMajor } from './demo-site.ts';
import { startDemo } from './start-demo.ts';

/** `npm run demo`: the shop. */
const { values } = parseArgs({
  options: {
    version: { type: 'string', default: '15' },
    port: { type: 'string', default: process.env.PORT ?? '4000' },
    'site-port': { type: 'string', default: '8099' },
  },
});

startDemo({
  version: Number(values.version) as FrappeMajor,
  port: Number(values.port),
  sitePort: Number(values['site-port']),
}).catch(endWithError);
