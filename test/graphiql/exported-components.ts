import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'graphql';
import { build } from 'rolldown';
import { compileScript, parse as parseVue } from 'vue/compiler-sfc';
import { readTemplates } from '../../src/commands/codegen/read-operations.ts';
import { generate } from '../codegen/slices.ts';
import { ROOT, readText } from '../law/source-files.ts';
import { findTypeErrors, READER_OPTIONS } from '../support/reader-types.ts';

/** Components that GraphiQL exported, in a project of a reader. */
export interface ExportedComponents extends AsyncDisposable {
  /** What the compiler says of all of them. */
  readonly typeErrors: string;
  /** The module that has them and the functions of `show-components.ts`. */
  readonly program: string;
}

/**
 * Sets up a project with the components, and the typed documents that a generator makes for their templates.
 *
 * @param react the texts of components of React, by their names.
 * @param vue the texts of single-file components of Vue, by their names.
 */
export async function compileExported(
  react: Readonly<Record<string, string>>,
  vue: Readonly<Record<string, string>>,
): Promise<ExportedComponents> {
  await mkdir(join(ROOT, '.cache'), { recursive: true });
  const folder = await mkdtemp(join(ROOT, '.cache/exported-'));
  const compileVue = (inlineTemplate: boolean) =>
    Object.entries(vue).map(([name, code]) => {
      const { content } = compileScript(parseVue(code).descriptor, { id: name, inlineTemplate });
      return [name, content] as const;
    });
  // The code that is made of a template no longer shows what the template tests.
  const compiled = compileVue(true).map(([name, text]) => [`${name}Vue.ts`, `// @ts-nocheck\n${text}`] as const);
  const scripts = compileVue(false).map(([name, text]) => [`${name}Script.ts`, text] as const);
  const components = Object.entries(react).map(([name, code]) => [`${name}.tsx`, code] as const);
  // Both are made of the same operations.
  const templates = Object.values(react).flatMap(readTemplates);
  const documents = await generate(parse(readText('schema/gateway.graphql')), templates);
  const main = [
    ...components.map(([file]) => `export * from './${file}';`),
    ...compiled.map(([file]) => `export { default as ${file.replace('.ts', '')} } from './${file}';`),
    "export * from '../../test/graphiql/show-components.ts';",
  ].join('\n');
  await mkdir(join(folder, 'gql'));
  const files = [...components, ...compiled, ...scripts, ...Object.entries(documents), ['main.ts', main] as const];
  for (const [name, text] of files) await writeFile(join(folder, name), text);
  const compilerOptions = READER_OPTIONS;
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['**/*.ts', '**/*.tsx'] }));
  const typeErrors = await findTypeErrors(folder);
  const program = join(folder, 'main.js');
  await build({
    input: join(folder, 'main.ts'),
    platform: 'node',
    external: /^(?:react|vue|@tanstack|graphql)/,
    tsconfig: join(folder, 'tsconfig.json'),
    output: { file: program },
    logLevel: 'silent',
  });
  return { typeErrors, program, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}
