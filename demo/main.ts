#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import type { DemoSiteOptions } from './demo-site.ts';
import { readOptions, USAGE } from './read-options.ts';
import { DEMO_USERS, type DemoUserName } from './seed/demo-users.ts';
import { SimulatorError } from './simulator-error.ts';

/** The command `frappe-site-simulator`. */
try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') console.log(USAGE);
  else await start(options);
} catch (error) {
  const isExpected = error instanceof SimulatorError || (error instanceof Error && 'code' in error);
  console.error(isExpected ? (error as Error).message : error);
  process.exit(error instanceof SimulatorError ? 2 : 1);
}

/** Starts the site, which runs until the process ends, and prints its address and the header of each user. */
async function start(options: DemoSiteOptions): Promise<void> {
  // Reads from disk the code that V8 compiled at an earlier start.
  enableCompileCache();
  const { startDemoSite } = await import('./demo-site.ts');
  const site = await startDemoSite(options);
  for (const note of site.notes) console.log(note);
  console.log(`A simulated site that answers as Frappe v${site.version}: ${site.url}\n`);
  for (const name of Object.keys(DEMO_USERS) as DemoUserName[]) {
    const roles = DEMO_USERS[name].roles.join(', ');
    console.log(`${name.padEnd(14)} Authorization: ${site.authorization(name)}   (${roles})`);
  }
}
