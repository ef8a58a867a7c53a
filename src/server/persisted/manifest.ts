import { readFile } from 'node:fs/promises';
import { parse } from 'graphql';
import { z } from 'zod';
import { parseConfigJson, toFileProblem } from '../../config-file.ts';
import { ConfigError, toError } from '../../errors.ts';

/** The texts of operations by their IDs, as the build of a client wrote them. */
export type Manifest = ReadonlyMap<string, string>;

/** The form of Relay's compiler and the client preset of GraphQL Code Generator: texts by their hashes. */
const textsById = z.record(z.string().min(1), z.string().min(1));

/** https://www.apollographql.com/docs/graphos/platform/security/persisted-queries */
const apolloManifest = z.looseObject({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.looseObject({ id: z.string().min(1), body: z.string().min(1) })),
});

/**
 * Reads the manifests of several clients as one.
 *
 * @param source the setting or command that names the files.
 * @throws ConfigError in one line that names the file, and the operation if one of them is to blame.
 */
export async function readManifests(files: readonly string[], source = 'PERSISTED_OPERATIONS_FILE'): Promise<Manifest> {
  const all = new Map<string, string>();
  for (const file of files) {
    for (const [id, text] of toEntries(await readJson(file, source), file)) {
      if ((all.get(id) ?? text) !== text) throw new ConfigError(`${file}: ${id} is the ID of another operation, too.`);
      assertParsed(file, id, text);
      all.set(id, text);
    }
  }
  return all;
}

async function readJson(file: string, source: string): Promise<unknown> {
  try {
    return parseConfigJson(await readFile(file, 'utf8'), file);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`${source}: ${toFileProblem(file, error)}`);
  }
}

function toEntries(json: unknown, file: string): readonly (readonly [id: string, text: string])[] {
  const apollo = apolloManifest.safeParse(json);
  if (apollo.success) return apollo.data.operations.map(({ id, body }) => [id, body]);
  const flat = textsById.safeParse(json);
  if (flat.success) return Object.entries(flat.data);
  throw new ConfigError(
    `${file}: is not a manifest: it must be an object of texts by their IDs, or Apollo's manifest.`,
  );
}

function assertParsed(file: string, id: string, text: string): void {
  try {
    parse(text);
  } catch (error) {
    throw new ConfigError(`${file}: ${id}: ${toError(error).message}`);
  }
}
