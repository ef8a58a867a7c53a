import { isKnownPackage } from './evaluate/known-packages.ts';
import { placeText } from './evaluate/machine.ts';
import type { FunctionValue } from './evaluate/values.ts';

const DECORATOR = /^@([A-Za-z_]\w*)/gm;
const FROM_IMPORT = /^\s*from\s+([\w.]+)\s+import\s+(?:\(([^)]*)\)|([^\n]*))/gm;
const IMPORT = /^\s*import\s+([\w.]+)(?:\s+as\s+(\w+))?/gm;

/**
 * Whether a source decorates functions with something of a package that is not scanned and may be a Frappe app.
 *
 * @param isScanned whether a top-level package is scanned.
 */
export function hasForeignDecorator(source: string, isScanned: (name: string) => boolean): boolean {
  const used = new Set([...source.matchAll(DECORATOR)].map(([, name = '']) => name));
  if (used.size === 0) return false;
  return importsOf(source).some(
    ([name, path]) => used.has(name) && !path.startsWith('.') && !isKnownPackage(path) && !isScanned(topOf(path)),
  );
}

function importsOf(source: string): [name: string, path: string][] {
  const named = [...source.matchAll(FROM_IMPORT)].flatMap(([, path = '', inBrackets, inLine = '']) =>
    (inBrackets ?? inLine).split(',').map((part): [string, string] => {
      const [name = '', alias] = part.trim().split(/\s+as\s+/);
      return [alias ?? name, path];
    }),
  );
  const modules = [...source.matchAll(IMPORT)].map(([, path = '', alias]): [string, string] => [
    alias ?? topOf(path),
    path,
  ]);
  return [...named, ...modules];
}

function topOf(path: string): string {
  return path.split('.')[0] ?? path;
}

/** One warning for each decorator outside the scanned sources. */
export function foreignWarnings(foreign: ReadonlyMap<string, readonly FunctionValue[]>): string[] {
  return [...foreign].flatMap(([path, [first, ...others]]) => {
    if (first === undefined) return [];
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    return `${placeText(first.place)}: \`${path.replace('()', '')}\` decorates \`${first.name}\`${more}, and is not in the scanned sources. If it whitelists functions, scan its app too.`;
  });
}
