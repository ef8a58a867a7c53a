/** The parameters of a request as they are sent: its operation is a text, or named by an ID. */
export interface SentParams {
  /** A text that is empty counts as missing where there is an ID. */
  readonly query?: string | null;
  /** https://github.com/graphql/graphql-over-http/blob/main/spec/Appendix%20A%20--%20Persisted%20Documents.md */
  readonly documentId?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly operationName?: string | null;
  readonly extensions?: Readonly<Record<string, unknown>> | null;
}

/** The parameters of a request, which ask for one operation. */
export interface GraphqlParams extends Omit<SentParams, 'documentId'> {
  readonly query: string;
}
