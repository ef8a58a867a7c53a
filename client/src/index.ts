export {
  type Answer,
  type ClientOptions,
  createClient,
  type GatewayClient,
  type RequestOptions,
  type SubscribeOptions,
  type Upload,
  type UploadOptions,
} from './client.ts';
export { type CreateOnceOptions, createOnce, type KeyedVariables, newKey } from './create-once.ts';
export {
  createDocForm,
  type DocForm,
  type DocFormOptions,
  type DocFormState,
  type DocInput,
} from './doc-form.ts';
export { type DocValues, dirtyPaths, isTable, toInput, toInputValue } from './doc-values.ts';
export {
  ConflictError,
  type ErrorCode,
  type FieldError,
  ForbiddenError,
  type FormErrors,
  GatewayError,
  InputError,
  NO_FORM_ERRORS,
  NotFoundError,
  type RawError,
  ResumeExpiredError,
  type SiteMessage,
  toFormErrors,
  toGatewayError,
  UnauthenticatedError,
  UnavailableError,
} from './errors.ts';
export { type FollowOptions, followChanges, gather } from './follow-changes.ts';
export {
  createListPaging,
  type ListOptions,
  type ListPage,
  type ListPaging,
  type ListState,
  type ListVariables,
  readPage,
  type VariableOf,
} from './list-state.ts';
export { type Conflict, type Merge, mergeDocs, resolveConflicts, type Side } from './merge.ts';
export {
  type CreateDocument,
  type FormCache,
  type FormDocuments,
  openDocForm,
  type ReadDocument,
  type SaveDocument,
  type ShownChanges,
} from './open-doc-form.ts';
export {
  type LinkOption,
  LOGIN,
  LOGOUT,
  type LoginResult,
  ME,
  type Me,
  RIGHTS,
  type Rights,
  SEARCH_LINK,
  type SearchLinkVariables,
  UPLOAD,
  type UploadedFile,
  type UploadVariables,
  VERIFY_LOGIN,
} from './own-documents.ts';
export { GATEWAY_KEY, isWorthRetrying, type QueryKey, retryDelayOf, toQueryKey } from './query-keys.ts';
export { type Can, toCan } from './rights.ts';
export { type Scalars, toInstant, toLocalDateTime } from './scalars.ts';
export type { Progress } from './send.ts';
export { followSessionEnd } from './session-end.ts';
export { type QueryCacheClient, showChanges } from './show-changes.ts';
export { createStore, type Store, type WritableStore } from './store.ts';
export type { StreamState, Transport } from './streams.ts';
export {
  type NodeOf,
  type OperationText,
  type RootOf,
  readDocument,
  rootOf,
  type TypedDocument,
} from './typed-document.ts';
export {
  type CopiedDocument,
  type CopyStep,
  type CopyStore,
  type HeldNames,
  type UpdateOptions,
  updateCopy,
} from './update-copy.ts';
export { withChanges } from './with-changes.ts';
