/** An operation with its variables, as text. */
export interface OperationText {
  readonly query: string;
  readonly variables: string;
}

/** Fields whose arguments are passwords and codes, under whatever names variables have. */
const SIGN_IN = /\b(?:login|verifyLogin)\s*\(/;

const TEXT = String.raw`"""[\s\S]*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?`;
const ANY_TEXT = new RegExp(TEXT, 'g');
/** Arguments, input fields and variables that are passwords by their names. */
const SECRET = new RegExp(String.raw`("?\b(?:\w*(?:password|passwd|secret)\w*|pwd|otp)"?\s*:\s*)(?:${TEXT})`, 'gi');

/** Whether an operation signs somebody in. An operation that is being typed does not parse, so its text decides. */
export function isSignIn({ query }: Pick<OperationText, 'query'>): boolean {
  return SIGN_IN.test(query);
}

/** An operation as it may be stored or put into a link: its passwords are empty. */
export function withoutSecrets<Operation extends OperationText>(operation: Operation): Operation {
  const { query, variables } = operation;
  if (isSignIn(operation)) return { ...operation, query: query.replace(ANY_TEXT, '""'), variables: '' };
  return { ...operation, query: query.replace(SECRET, '$1""'), variables: variables.replace(SECRET, '$1""') };
}
