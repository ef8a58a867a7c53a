/** A configuration with plain names, and those of them that may match nothing. */
export interface OptionalNames {
  readonly plain: unknown;
  /** Each with its setting before it: `hide.fields Shop Order.note`. */
  readonly optional: ReadonlySet<string>;
}

/**
 * Reads every `{ "name": "Shop Order.note", "optional": true }` in a configuration as the plain name. Anything else
 * that is not as expected stays for the parser to refuse.
 */
export function takeOptionalNames(config: unknown): OptionalNames {
  const optional = new Set<string>();
  const take = (value: unknown, setting: string, key: string | null): unknown => {
    if (isOptionalName(value)) {
      if (value.optional) optional.add(toNameKey(setting, key ?? value.name));
      return value.name;
    }
    if (Array.isArray(value)) return value.map((item) => take(item, setting, null));
    if (typeof value !== 'object' || value === null) return value;
    const path = setting === '' ? '' : `${setting}.`;
    const isRecord = setting.startsWith('rename.');
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, take(item, isRecord ? setting : path + name, name)]),
    );
  };
  return { plain: take(config, '', null), optional };
}

/** How a name is remembered: a setting and a name are one text. */
export function toNameKey(setting: string, name: string): string {
  return `${setting} ${name}`;
}

function isOptionalName(value: unknown): value is { name: string; optional: boolean } {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).every((key) => key === 'name' || key === 'optional') &&
    'name' in value &&
    typeof value.name === 'string' &&
    'optional' in value &&
    typeof value.optional === 'boolean'
  );
}
