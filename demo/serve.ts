import { parseArgs } from 'node:util';
import { endWithError } from '../src/serve.ts';
import { type FrappeMajor, startDemoSite } from './demo-site.ts';
import { DEMO_USERS, type DemoUserName } from './seed/demo-users.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8099' },
    host: { type: 'string', default: '127.0.0.1' },
    version: { type: 'string', default: '15' },
    scale: { type: 'string', default: 'full' },
    doctypes: { type: 'string', multiple: true },
    database: { type: 'string' },
  },
});

const site = await startDemoSite({
  port: Number(values.port),
  host: values.host,
  version: Number(values.version) as FrappeMajor,
  scale: values.scale === 'small' ? 'small' : 'full',
  ...(values.doctypes === undefined ? {} : { doctypeFolders: values.doctypes }),
  ...(values.database === undefined ? {} : { databaseFile: values.database }),
}).catch(endWithError);

for (const note of site.notes) console.log(note);
console.log(`A demo site that answers as Frappe v${site.version}: ${site.url}\n`);
for (const name of Object.keys(DEMO_USERS) as DemoUserName[]) {
  console.log(`${name.padEnd(14)} Authorization: ${site.authorization(name)}   (${DEMO_USERS[name].roles.join(', ')})`);
}
