/** Which methods callers get to, by patterns with `*` over their paths or over `DocType.method`. */
export interface MethodChoice {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

/** What a path must never be: these have mutations of their own, or would run any other method past the lists. */
const NEVER =
  /^frappe\.(?:handler|api\.v\d|www\.login)\.(?:login\w*|logout|web_logout|upload_file|uploadfile|run_\w+|runserverobj|execute_cmd|handle_rpc_call|execute_doc_method)$/;

/** @param name the dotted path of a function, or `DocType.method`. */
export function isMethodAllowed(name: string, { allow, deny }: MethodChoice): boolean {
  return !NEVER.test(name) && allow.some((pattern) => matches(pattern, name)) && !deny.some((p) => matches(p, name));
}

function matches(pattern: string, name: string): boolean {
  const expression = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${expression.join('.*')}$`, 's').test(name);
}
