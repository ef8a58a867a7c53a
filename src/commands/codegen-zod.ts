import { readConfig } from '../config.ts';
import { closest, didYouMean } from '../did-you-mean.ts';
import { UsageError } from '../errors.ts';
import type { SchemaModel } from '../schema/model/schema-model.ts';
import { buildValidSchema } from '../server/site/valid-schema.ts';
import { toZodModule } from './codegen/zod-text.ts';
import type { Command } from './command.ts';
import { writeOutput } from './output/write-output.ts';
import { withSite } from './site/command-site.ts';

/** Writes zod schemas for the inputs of DocTypes. */
export const CODEGEN_ZOD: Command = {
  name: 'codegen zod',
  summary: "write zod schemas of inputs, with the site's rules: mandatory, length, options",
  guide: 'typed-client.md#checking-inputs-with-zod',
  options: {
    doctypes: {
      type: 'string',
      value: 'DOCTYPES',
      summary: 'DocTypes, separated by commas; all of the schema without it',
    },
    out: { type: 'string', value: 'FILE', summary: 'write to a file, whose folders are created' },
  },
  run: async (env, { doctypes, out }) => {
    const text = await withSite(readConfig(env), async ({ model: site, schemaConfig }) => {
      const { model } = await buildValidSchema(site, schemaConfig);
      return toZodModule(model, typeof doctypes === 'string' ? pick(model, doctypes) : allWritten(model));
    });
    if (typeof out === 'string') await writeOutput(out, text);
    else console.log(text);
  },
};

/** @throws UsageError for a name that the schema does not have. */
function pick({ byDoctype }: SchemaModel, names: string): ReturnType<typeof allWritten> {
  return names.split(',').map((text) => {
    const name = text.trim();
    const entry = byDoctype.get(name);
    if (entry !== undefined) return entry;
    const suggestion = didYouMean(closest(name, byDoctype.keys()));
    throw new UsageError(`codegen zod: --doctypes: "${name}" is not a DocType of the schema.${suggestion}`);
  });
}

function allWritten({ entries }: SchemaModel) {
  return entries.filter(({ inputs }) => inputs.length > 0);
}
