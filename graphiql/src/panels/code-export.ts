import { type OperationDefinitionNode, print, separateOperations } from 'graphql';
import { operationOf, titleOf } from '../run/operation-of.ts';
import { type CodeParts, type CodeSource, toTemplate } from './code-parts.ts';
import { toReact, toVue } from './framework-code.ts';

/** The languages that an operation can be written in. */
export const LANGUAGES = [
  { id: 'curl', label: 'curl' },
  { id: 'fetch', label: 'fetch' },
  { id: 'react', label: 'React' },
  { id: 'vue', label: 'Vue' },
  { id: 'python', label: 'Python' },
] as const;

/** One of them. */
export type CodeLanguage = (typeof LANGUAGES)[number]['id'];

/** Code, and what has to be there for it. */
interface Code {
  readonly text: string;
  readonly hint: string;
}

const CREDENTIAL = 'Put a credential in place of KEY:SECRET. The page never exports one.';
const TYPES = 'Set up gql/ with npx frappe-graphql codegen init. The session cookie of the page signs the user in.';
const MISREAD =
  ' Put text with a backslash, a backtick or ${ into variables: code generators read templates without their escapes.';

const WRITERS: Readonly<Record<CodeLanguage, (parts: CodeParts) => Code>> = {
  curl: (parts) => ({ text: toCurl(parts), hint: CREDENTIAL }),
  fetch: (parts) => ({
    text: toFetch(parts),
    hint: 'For a page of the gateway’s own origin: the session cookie signs the user in. On a server, send an Authorization header.',
  }),
  react: (parts) => ({ text: toReact(parts), hint: typesFor(parts) }),
  vue: (parts) => ({ text: toVue(parts), hint: typesFor(parts) }),
  python: (parts) => ({ text: toPython(parts), hint: CREDENTIAL }),
};

/** Writes an operation as code. Credentials are never in it. */
export function toCode(language: CodeLanguage, source: CodeSource): Code {
  const operation = operationOf(source.document, source.operationName);
  const title = titleOf(operation);
  const name = title.replace(/^_*./, (first) => first.toUpperCase());
  const isTyped = language === 'react' || language === 'vue';
  return WRITERS[language]({
    ...source,
    query: queryOf(isTyped ? withName(source, operation, name) : source, operation),
    kind: operation?.operation ?? 'query',
    name,
    hasVariables: Object.keys(source.variables).length > 0,
  });
}

function typesFor({ query }: CodeParts): string {
  return /[\\`]|\$\{|<\//.test(query) ? TYPES + MISREAD : TYPES;
}

/** Code generators pass over an operation without a name: one that has none gets it. */
function withName(source: CodeSource, operation: OperationDefinitionNode | null, name: string): CodeSource {
  if (!operation?.loc || operation.name || operation.loc.source.body !== source.query) return source;
  const { start } = operation.loc;
  const rest = source.query.slice(start).replace(/^(?:query|mutation|subscription)\b/, '');
  return { ...source, query: `${source.query.slice(0, start)}${operation.operation} ${name} ${rest.trimStart()}` };
}

/** The text in the editor; of several operations, the chosen one with its fragments. */
function queryOf({ query, document }: CodeSource, operation: OperationDefinitionNode | null): string {
  const operations = document ? separateOperations(document) : {};
  const chosen = operations[operation?.name?.value ?? ''];
  return chosen && Object.keys(operations).length > 1 ? print(chosen) : query.trim();
}

function toCurl(parts: CodeParts): string {
  const { query, variables, hasVariables } = parts;
  const body = JSON.stringify(hasVariables ? { query, variables } : { query }, null, 2).replaceAll(
    "'",
    String.raw`'\''`,
  );
  const stream = parts.kind === 'subscription' ? " \\\n  --no-buffer \\\n  --header 'Accept: text/event-stream'" : '';
  return `curl ${parts.url} \\
  --header 'Authorization: token KEY:SECRET' \\
  --header 'Content-Type: application/json'${stream} \\
  --data '${body}'
`;
}

function toFetch(parts: CodeParts): string {
  const { kind, variables, hasVariables } = parts;
  const given = hasVariables ? `\nconst variables = ${JSON.stringify(variables, null, 2)};\n` : '';
  const sent = hasVariables ? '{ query, variables }' : '{ query }';
  const query = `const query = ${toTemplate(parts.query)};\n${given}`;
  if (kind === 'subscription') {
    const search = hasVariables ? '{ query, variables: JSON.stringify(variables) }' : '{ query }';
    return `${query}
const events = new EventSource(\`${parts.url}?\${new URLSearchParams(${search})}\`);
events.addEventListener('next', ({ data }) => console.log(JSON.parse(data).data));
`;
  }
  return `${query}
const response = await fetch('${parts.url}', {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(${sent}),
});
const { data, errors } = await response.json();
if (errors) console.error(errors);
console.log(data);
`;
}

function toPython(parts: CodeParts): string {
  const { kind, url, variables, hasVariables } = parts;
  const query = parts.query.replaceAll('\\', '\\\\').replaceAll('"""', String.raw`\"\"\"`);
  const given = hasVariables ? `VARIABLES = ${toPythonValue(variables, '')}\n` : '';
  const body = hasVariables ? '{"query": QUERY, "variables": VARIABLES}' : '{"query": QUERY}';
  const stream = kind === 'subscription' ? '\n    "Accept": "text/event-stream",' : '';
  const read =
    kind === 'subscription'
      ? `    for line in response:
        if line.startswith(b"data: "):
            print(json.loads(line.removeprefix(b"data: "))["data"])`
      : `    answer = json.load(response)
print(answer.get("errors"), answer["data"])`;
  return `import json
import urllib.request

QUERY = """
${query}
"""
${given}HEADERS = {
    "Authorization": "token KEY:SECRET",
    "Content-Type": "application/json",${stream}
}

body = json.dumps(${body}).encode()
request = urllib.request.Request("${url}", body, HEADERS)
with urllib.request.urlopen(request) as response:
${read}
`;
}

function toPythonValue(value: unknown, by: string): string {
  const deeper = `${by}    `;
  const lines = (open: string, entries: string[], close: string) =>
    entries.length === 0
      ? open + close
      : `${open}\n${entries.map((entry) => `${deeper}${entry},\n`).join('')}${by}${close}`;
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value))
    return lines(
      '[',
      value.map((each) => toPythonValue(each, deeper)),
      ']',
    );
  if (typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([name, each]) => `${JSON.stringify(name)}: ${toPythonValue(each, deeper)}`,
  );
  return lines('{', entries, '}');
}
