/**
 * @returns a function that makes something of an object once, and gives the same again for as long as the object lives.
 */
export function deriveOnce<Source extends object, Derived>(
  derive: (source: Source) => Derived,
): (source: Source) => Derived {
  const known = new WeakMap<Source, { readonly derived: Derived }>();
  return (source) => {
    const found = known.get(source);
    if (found !== undefined) return found.derived;
    const derived = derive(source);
    known.set(source, { derived });
    return derived;
  };
}
