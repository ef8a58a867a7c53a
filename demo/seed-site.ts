import { SeedError } from './seed-site/seed-error.ts';
import { createSeedLog } from './seed-site/seed-log.ts';
import { readSeedOptions, USAGE } from './seed-site/seed-options.ts';
import { seedSite } from './seed-site/seed-site.ts';

/** Brings the demo shop to a real site. */
async function run(): Promise<void> {
  const options = readSeedOptions(process.argv.slice(2));
  if (options === 'help') return console.log(USAGE);
  const log = createSeedLog((line) => console.log(line));
  console.log(`Seeding ${options.url.origin}, scale ${options.scale}.`);
  await seedSite(options, log);
  for (const line of log.summary()) console.log(line);
  console.log(`API keys of the users: ${options.usersFile}`);
}

run().catch((error: unknown) => {
  console.error(error instanceof SeedError ? error.message : error);
  process.exit(1);
});
