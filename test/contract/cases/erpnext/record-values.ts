/** Selects every column of a record, and the names of linked documents. */
export function selectionOf(columns: Record<string, string>): string {
  const fields = legal(columns).map(([key, type]) => (isLink(type) ? `${key} { name }` : key));
  return `{ ${fields.join(' ')} }`;
}

/** Columns whose keys are names in GraphQL, and so are fields under them. */
function legal(columns: Record<string, string>): [key: string, type: string][] {
  return Object.entries(columns).filter(([key]) => /^[A-Za-z]\w*$/.test(key));
}

function isLink(type: string): boolean {
  return /^(?:Dynamic )?Link\//.test(type);
}

/** What the site returned, in the form that its columns are shown in. */
export function pick(raw: unknown, columns: Record<string, string>): unknown {
  if (Array.isArray(raw)) return raw.map((row) => pick(row, columns));
  if (raw === null) return null;
  const row = raw as Record<string, unknown>;
  return Object.fromEntries(legal(columns).map(([key, type]) => [key, shown(row[key], type)]));
}

function shown(value: unknown, type: string): unknown {
  if (value === undefined || value === null) return null;
  if (isLink(type)) return value === '' ? null : { name: value };
  if (type === 'Check') return Number(value) === 1;
  if (type === 'Datetime') return String(value).replace(' ', 'T');
  return value;
}

/** Decimals are text, unset text is null, and JSON that came as text is JSON. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
  }
  if (value === '') return null;
  return typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
}
