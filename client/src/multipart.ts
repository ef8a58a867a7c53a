/** The files of an operation, each with its path in the variables. */
type FoundFiles = readonly { readonly path: string; readonly file: Blob }[];

/**
 * Writes a request as a form if its variables hold files, as the GraphQL multipart request specification says.
 *
 * @returns the body of the request: JSON text, or a form.
 */
export function toRequestBody(request: { readonly variables: object }): string | FormData {
  const files = findFiles(request.variables, 'variables');
  if (files.length === 0) return JSON.stringify(request);
  const form = new FormData();
  // In this order: the gateway passes files on while they come in.
  form.append(
    'operations',
    JSON.stringify(request, (_key, value) => (value instanceof Blob ? null : value)),
  );
  form.append('map', JSON.stringify(Object.fromEntries(files.map(({ path }, index) => [index, [path]]))));
  for (const [index, { file }] of files.entries()) form.append(String(index), file);
  return form;
}

function findFiles(value: unknown, path: string): FoundFiles {
  if (value instanceof Blob) return [{ path, file: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => findFiles(part, `${path}.${key}`));
}
