import type { MethodsFile } from './method-catalog.ts';

/** Frappe's generic reads and writes: callers decide what they return, so nothing in it is the ID of a started job. */
const GENERIC = /^frappe\.client\./;

/**
 * Whether a call starts a background job, as the file of methods says. A caller gets a handle only for a job that such
 * a call started: many other methods return whatever they are asked for, under any key.
 *
 * @param key the path of a function, the name of a script, or `DocType.method`.
 */
export function startsJob(file: MethodsFile, key: string): boolean {
  const runs = Object.hasOwn(file.overrides, key) ? (file.overrides[key] ?? key) : key;
  if (GENERIC.test(key) || GENERIC.test(runs)) return false;
  const correction = Object.hasOwn(file.corrections, key) ? file.corrections[key] : undefined;
  return correction?.startsJob ?? findMethod(file, runs)?.startsJob ?? false;
}

function findMethod({ methods, scripts, docMethods }: MethodsFile, key: string) {
  if (Object.hasOwn(methods, key)) return methods[key];
  if (Object.hasOwn(scripts, key)) return scripts[key];
  const dot = key.lastIndexOf('.');
  const doctype = key.slice(0, dot);
  const own = Object.hasOwn(docMethods, doctype) ? docMethods[doctype] : undefined;
  const name = key.slice(dot + 1);
  return own !== undefined && Object.hasOwn(own, name) ? own[name] : undefined;
}
