import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';

/** The address of the gateway, and the caller: the value of an `Authorization` header, or null for a guest. */
export interface Caller {
  url: string;
  authorization: string | null;
}

/** An error of an answer: `path` leads to the null that it explains. */
export interface AnswerError {
  message: string;
  path?: readonly (string | number)[];
  extensions: { code: string; messages?: readonly { text: string }[]; retryAfter?: number };
}

/** An answer may have data and errors at the same time: one refused field does not take its neighbours with it. */
export interface Answer<Data> {
  status: number;
  data: Data | null;
  errors: readonly AnswerError[];
}

/** Sends a typed document. Its variables and its answer have the types that `npm run codegen` made for it. */
export async function sendQuery<Data, Variables>(
  caller: Caller,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Answer<Data>> {
  const response = await fetch(`${caller.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(caller.authorization === null ? {} : { authorization: caller.authorization }),
    },
    body: JSON.stringify({ query: print(document), variables }),
  });
  const body = (await response.json()) as { data?: Data | null; errors?: AnswerError[] };
  return { status: response.status, data: body.data ?? null, errors: body.errors ?? [] };
}

/** The caller of an example that is run by hand. */
export function callerFromEnvironment(): Caller {
  return {
    url: process.env.GATEWAY_URL ?? 'http://127.0.0.1:4000',
    authorization: process.env.AUTHORIZATION ?? null,
  };
}
