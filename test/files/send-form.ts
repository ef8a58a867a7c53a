import type { DemoUser, GraphqlAnswer, TestGateway } from '../support/start-gateway.ts';

/** A form as the GraphQL multipart request specification has it. */
export interface SentForm {
  query: string;
  variables?: Record<string, unknown>;
  map?: unknown;
  /** Content and name of each file, in the order of the form. */
  files?: Record<string, { content: BlobPart; name: string; type?: string }>;
  as?: DemoUser;
  headers?: Record<string, string>;
}

/** The mutation that most tests send. */
export const UPLOAD = `mutation ($file: Upload!, $attachTo: AttachTo, $isPrivate: Boolean) {
  uploadFile(file: $file, attachTo: $attachTo, isPrivate: $isPrivate) {
    file { fileName url isPrivate type size contentHash attachedToDoctype attachedToName attachedToField }
    messages { text }
  }
}`;

/** Sends an operation with files. */
export async function sendForm(gateway: TestGateway, form: SentForm): Promise<GraphqlAnswer> {
  const { query, variables = { file: null }, map = { 0: ['variables.file'] }, files = {} } = form;
  const body = new FormData();
  body.append('operations', JSON.stringify({ query, variables }));
  body.append('map', JSON.stringify(map));
  for (const [key, { content, name, type }] of Object.entries(files)) {
    body.append(key, new Blob([content], type === undefined ? {} : { type }), name);
  }
  return postForm(gateway, body, form);
}

/** Sends a body that may be anything. */
export async function postForm(
  { gateway, site }: TestGateway,
  body: FormData | string,
  { as = 'gateway', headers = {} }: Pick<SentForm, 'as' | 'headers'> = {},
): Promise<GraphqlAnswer> {
  const authorization: Record<string, string> = as === 'guest' ? {} : { authorization: site.authorization(as) };
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'x-requested-with': 'test', ...authorization, ...headers },
    body,
  });
  return { status: response.status, ...((await response.json()) as Omit<GraphqlAnswer, 'status'>) };
}
