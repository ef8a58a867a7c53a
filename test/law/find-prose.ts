/** A text for people, with the line on which it begins. */
export interface Prose {
  readonly line: number;
  readonly prose: string;
}

/** Finds the texts for people in a file of this project. */
export function findProse(path: string, text: string): Prose[] {
  if (path.endsWith('.md')) return markdownProse(text);
  if (path.endsWith('.graphql')) return matches(text, /"""([\s\S]*?)"""|^\s*"([^"\n]+)"$/gm);
  if (path.startsWith('test/')) return matches(text, TITLE);
  // The strings of the demo are those of a Frappe site.
  return typescriptProse(text, !path.startsWith('demo/'));
}

const TITLE =
  /\b(?:test|describe)\b[^'"`\n]*\(\s*(?:'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|`((?:\\.|[^`\\\n])*)`)/g;

const TOKEN =
  /\/\*\*?([\s\S]*?)\*\/|(?<!:)\/\/([^\n]*(?:\n\s*\/\/[^\n]*)*)|'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|`((?:\\.|[^`\\])*)`/g;

function typescriptProse(text: string, hasOwnStrings: boolean): Prose[] {
  return matches(text, TOKEN, hasOwnStrings ? undefined : 2).filter(({ prose }) => prose.includes(' '));
}

/** Paragraphs, list items and table cells without code; code blocks are left out. */
function markdownProse(text: string): Prose[] {
  const withoutCode = text
    .replace(/^( *)```[\s\S]*?^\1```/gm, (block) => block.replace(/[^\n]/g, ''))
    .replace(/`[^`\n]*`/g, 'code')
    .replace(/\]\([^)]*\)/g, ']')
    .replace(/\*\*/g, '');
  return matches(
    withoutCode,
    /^[ >]*(?:[-*] |\d+\. |#+ |\| ?)?(\S[^\n]*(?:\n(?![ >]*(?:[-*|#] |\d+\. )|\n)[^\n]*)*)/gm,
  );
}

/** @param groups how many of the pattern's groups count; all without it. */
function matches(text: string, pattern: RegExp, groups?: number): Prose[] {
  const found: Prose[] = [];
  for (const match of text.matchAll(pattern)) {
    const prose = match.slice(1, groups === undefined ? undefined : groups + 1).find((part) => part !== undefined);
    if (prose === undefined) continue;
    const line = text.slice(0, match.index).split('\n').length;
    found.push({
      line,
      prose: prose
        .replace(/\n\s*(\*|\/\/)?/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    });
  }
  return found;
}
