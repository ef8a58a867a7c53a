import type { GraphQLParams } from 'graphql-yoga';
import { badUserInput } from '../../errors.ts';
import type { FormFiles } from './form-files.ts';

/** The variable of each file of a form, by its name: the steps to it. */
export type FileMap = ReadonlyMap<string, readonly string[]>;

/** @throws GatewayError `BAD_USER_INPUT` for a map that does not lead each file to one variable. */
export function readFileMap(map: unknown): FileMap {
  if (!isObject(map)) throw badUserInput('map must be an object.', 'map');
  return new Map(Object.entries(map).map(([key, paths]) => [key, readPath(key, paths)]));
}

function readPath(key: string, paths: unknown): readonly string[] {
  const [path] = Array.isArray(paths) ? (paths as unknown[]) : [];
  if (!Array.isArray(paths) || paths.length !== 1 || typeof path !== 'string') {
    // A file is passed on while it comes in, so there is nothing to use a second time.
    throw badUserInput(`map must lead the file ${JSON.stringify(key)} to one variable.`, 'map');
  }
  const [root, ...steps] = path.split('.');
  if (root === 'variables' && steps.length > 0) return steps;
  throw badUserInput(`${JSON.stringify(path)} in map is not a variable.`, 'map');
}

/** Replaces the placeholder nulls by the files. @throws GatewayError if the null is missing. */
export function setFiles(operations: unknown, map: FileMap, files: FormFiles): GraphQLParams {
  if (!isObject(operations)) throw badUserInput('operations must be one operation.', 'operations');
  for (const [key, steps] of map) {
    const path = ['variables', ...steps];
    const last = path.pop() ?? '';
    let place: unknown = operations;
    for (const step of path) place = ownValue(place, step);
    if (!isContainer(place) || ownValue(place, last) !== null) {
      throw badUserInput(`${['variables', ...steps].join('.')} in operations is not null.`, 'map');
    }
    place[last] = files.file(key);
  }
  return operations as GraphQLParams;
}

function ownValue(container: unknown, key: string): unknown {
  return isContainer(container) && Object.hasOwn(container, key) ? container[key] : undefined;
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return isContainer(value) && !Array.isArray(value);
}
