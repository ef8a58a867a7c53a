import { type GatewayError, toGatewayError, UnauthenticatedError } from './errors.ts';
import { toRequestBody } from './multipart.ts';
import { UPLOAD, type UploadedFile } from './own-documents.ts';
import { type Progress, type RawAnswer, send } from './send.ts';
import { openStreams, type StreamState, type Transport } from './streams.ts';
import { readDocument, type TypedDocument } from './typed-document.ts';

/** The settings of a client. */
export interface ClientOptions {
  /** The address of the gateway's GraphQL endpoint. Default: `/graphql` of the page's own origin. */
  readonly url?: string;
  /**
   * The value of the `Authorization` header, read for each request and connection: an API key (on servers alone) or a
   * bearer token. Without it, the session cookie of the page counts.
   */
  readonly authorization?: () => string | null | Promise<string | null>;
  /** `include` for a gateway on another origin. Default: `same-origin`. */
  readonly credentials?: RequestCredentials;
  /** Headers of every request, such as `Accept-Language`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The transport of subscriptions: a WebSocket (`ws`, the default) or server-sent events (`sse`). */
  readonly transport?: Transport;
  /** Called for each error that says that the caller has to sign in. */
  readonly onUnauthenticated?: (error: UnauthenticatedError) => void;
  /** In place of the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/** Data, with the errors of the parts of it that are null. */
export interface Answer<Data> {
  readonly data: Data;
  /** Errors of single fields; the others are there. Empty if all is well. */
  readonly errors: readonly GatewayError[];
}

/** Options of one request. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  /** Reports how much of the request was sent, in browsers. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Options of one subscription. */
export interface SubscribeOptions {
  /** Ends the subscription. */
  readonly signal?: AbortSignal | undefined;
  readonly onState?: ((state: StreamState) => void) | undefined;
}

/** Options of an upload. */
export interface UploadOptions extends RequestOptions {
  /** The document that the file is for; `field` names an Attach docfield that is to hold its address. */
  readonly attachTo?: { readonly doctype: string; readonly name: string; readonly field?: string };
  /** Default: true. Files that are not private are readable by everybody. */
  readonly isPrivate?: boolean;
  /** A folder of the site, for a file without a document. */
  readonly folder?: string;
}

/** A stored file. `errors` say why it is not in the docfield that `attachTo` names, or cannot be shown. */
export interface Upload {
  readonly file: UploadedFile | null;
  readonly errors: readonly GatewayError[];
}

/** Sends operations to a gateway. */
export interface GatewayClient {
  /**
   * Runs a query.
   *
   * @throws GatewayError if every root field failed; errors of other fields are in the answer.
   */
  query<Data, Variables>(
    document: TypedDocument<Data, Variables>,
    variables: Variables,
    options?: RequestOptions,
  ): Promise<Answer<Data>>;
  /**
   * Runs a mutation, once. Variables may hold files.
   *
   * @throws GatewayError if a root field failed: the first error of them.
   */
  mutate<Data, Variables>(
    document: TypedDocument<Data, Variables>,
    variables: Variables,
    options?: RequestOptions,
  ): Promise<Answer<Data>>;
  /**
   * Follows a subscription or a live query; a connection that breaks is made again without end.
   *
   * A subscription of changes goes on without a gap if it declares `$after` and selects `resumeToken` where the change
   * is: the client sends the last token. To go on after a restart, keep the last token and give it as `after`.
   *
   * @throws GatewayError when the gateway ends it: `ResumeExpiredError`, `UnauthenticatedError` and others.
   */
  subscribe<Data, Variables>(
    document: TypedDocument<Data, Variables>,
    variables: Variables,
    options?: SubscribeOptions,
  ): AsyncGenerator<Answer<Data>, void>;
  /** Stores a file at the site. @throws GatewayError if the site or the gateway refuses it. */
  upload(file: Blob, options?: UploadOptions): Promise<Upload>;
  /**
   * The address that begins signing in by OAuth; the user comes back to `returnTo`.
   *
   * @param returnTo a path of the gateway's origin, or an address of an origin that the gateway allows.
   */
  signInUrl(returnTo: string): string;
  /** The address of a file whose `url` an answer has, for gateways on another origin or below a path. */
  fileUrl(url: string): string;
  /**
   * Calls a listener whenever an answer says that the caller has to sign in, except for a refused sign-in.
   *
   * @returns what ends that.
   */
  onUnauthenticated(listener: (error: UnauthenticatedError) => void): () => void;
  /** Makes the connection of subscriptions again, with the credential as it is now; subscriptions go on. */
  reconnect(): void;
  /** Ends all subscriptions and their connection. */
  dispose(): void;
}

const SIGN_IN_FIELDS: ReadonlySet<string> = new Set(['login', 'verifyLogin']);

/** Creates a client. Nothing is sent before it is used. */
export function createClient(options: ClientOptions = {}): GatewayClient {
  const { url = '/graphql', credentials = 'same-origin', authorization = () => null } = options;
  const base = url.replace(/\/graphql$/, '');
  const headersOf = async (): Promise<Record<string, string>> => {
    const value = await authorization();
    // Without a browser, cookies count with this header only; forms with files always need it.
    const own = { 'x-requested-with': 'frappe-graphql-client', accept: 'application/json' };
    return { ...own, ...options.headers, ...(value === null ? {} : { authorization: value }) };
  };
  const listeners = new Set(options.onUnauthenticated ? [options.onUnauthenticated] : []);
  const streams = openStreams({ url, credentials, authorization, headersOf, transport: options.transport ?? 'ws' });

  const request = async <Data, Variables>(
    document: TypedDocument<Data, Variables>,
    variables: Variables,
    { signal, onProgress }: RequestOptions,
  ): Promise<{ data: Data | null; errors: readonly GatewayError[] }> => {
    const { query, operationName } = readDocument(document);
    const body = toRequestBody({ query, operationName, variables: variables ?? {} } as { variables: object });
    const headers = await headersOf();
    if (typeof body === 'string') headers['content-type'] = 'application/json';
    const answer = await send({ url, headers, body, credentials, signal, onProgress }, options.fetch ?? fetch);
    return read<Data>(answer);
  };
  const read = <Data>({ data = null, errors = [] }: RawAnswer) => {
    const all = errors.map(toGatewayError);
    const unknown = all.find((error) => error instanceof UnauthenticatedError);
    if (unknown !== undefined) for (const listener of listeners) listener(unknown);
    return { data: data as Data | null, errors: all };
  };

  const client: GatewayClient = {
    query: async (document, variables, how = {}) => withData(await request(document, variables, how)),
    mutate: async (document, variables, how = {}) => {
      const answer = withData(await request(document, variables, how));
      const failed = answer.errors.find(({ path }) => path === null || path.length === 1);
      if (failed !== undefined) throw failed;
      return answer;
    },
    subscribe: async function* (document, variables, how = {}) {
      for await (const answer of streams.follow(document, variables, how)) yield withData(read(answer));
    },
    upload: async (file, { attachTo, isPrivate, folder, ...how } = {}) => {
      const variables = { file, attachTo: attachTo ?? null, isPrivate: isPrivate ?? true, folder: folder ?? null };
      const { data, errors } = await client.mutate(UPLOAD, variables, how);
      return { file: data.uploadFile?.file ?? null, errors };
    },
    signInUrl: (returnTo) => `${base}/auth/login?return_to=${encodeURIComponent(returnTo)}`,
    fileUrl: (path) => (path.startsWith('/') ? `${base}${path}` : path),
    onUnauthenticated: (listener) => {
      const own = (error: UnauthenticatedError) => {
        if (!SIGN_IN_FIELDS.has(String(error.path?.[0]))) listener(error);
      };
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    reconnect: () => streams.reconnect(),
    dispose: () => streams.dispose(),
  };
  return client;
}

function withData<Data>({ data, errors }: { data: Data | null; errors: readonly GatewayError[] }): Answer<Data> {
  const [error] = errors;
  const isEmpty =
    data === null || (error !== undefined && Object.values(data as object).every((value) => value === null));
  if (!isEmpty) return { data, errors };
  throw error ?? toGatewayError({ message: 'The answer has neither data nor errors.' });
}
