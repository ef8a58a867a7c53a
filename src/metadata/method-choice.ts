import { escapeRegExp } from '../escape-regexp.ts';

/** Which methods callers get to, by patterns with `*` over their paths or over `DocType.method`. */
export interface MethodChoice {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

/**
 * Methods that sign in or out, take files, or run any other method past the lists: they have mutations. In whichever
 * of Frappe's modules it is named: Python finds a function in every module that imports it.
 */
const NEVER =
  /^(?:frappe\..*\.|frappe\.)?(?:login|logout|web_logout|upload_file|uploadfile|run_doc_method|run_custom_method|runserverobj|execute_cmd|handle_rpc_call|execute_doc_method)$/;

/** @param name the dotted path of a function, the name of a script, or `DocType.method`. */
export function isMethodAllowed(name: string, { allow, deny }: MethodChoice): boolean {
  const isIn = (patterns: readonly string[]) => patterns.some((pattern) => matchesPattern(pattern, name));
  return !NEVER.test(name) && isIn(allow) && !isIn(deny);
}

/** Whether a pattern, in which `*` stands for any text, is of this name. */
export function matchesPattern(pattern: string, name: string): boolean {
  const expression = pattern.split('*').map(escapeRegExp);
  return new RegExp(`^${expression.join('.*')}$`, 's').test(name);
}
