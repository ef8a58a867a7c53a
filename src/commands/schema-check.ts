import { readConfig } from '../config.ts';
import { UsageError } from '../errors.ts';
import { readManifests } from '../server/persisted/manifest.ts';
import type { Command } from './command.ts';
import { printSiteSchema } from './print-schema.ts';
import { COMPARE_OPTIONS, reportChanges } from './schema-changes.ts';
import { readSchemaFile } from './schema-diff.ts';

/** Compares a printed schema with that of the site as it is now. */
export const SCHEMA_CHECK: Command = {
  name: 'schema check',
  operands: 'FILE',
  summary: "compare a printed schema with the site's schema as it is now",
  guide: '#comparing-schemas',
  options: COMPARE_OPTIONS,
  finding: 'breaking changes',
  run: async (env, values, files) => {
    const [file] = files;
    if (file === undefined || files.length > 1)
      throw new UsageError('schema check: name the file of one printed schema.');
    const before = await readSchemaFile(file);
    const config = readConfig(env);
    const { files: manifests, isExclusive } = config.persisted;
    const texts = [...(await readManifests(manifests))].map(([id, text]) => ({ file: id, text }));
    const { sdl } = await printSiteSchema(config);
    reportChanges(before, sdl, values, { texts, isExclusive });
  },
};
