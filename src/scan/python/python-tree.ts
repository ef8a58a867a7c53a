import { fileURLToPath } from 'node:url';
import { Language, type Node, Parser } from 'web-tree-sitter';

/** A node of a Python file's syntax tree. */
export type PyNode = Node;

/** A parsed file. */
export interface PyFile {
  root: PyNode;
  /** The line of the first syntax error, from 1; null if there is none. */
  errorLine: number | null;
  /** Gives its memory back; the nodes are gone with it. */
  close(): void;
}

/** Parses Python. It skips over syntax errors: the rest of the tree is there. */
export type PythonParser = (source: string) => PyFile;

/** Loads the parser: WebAssembly from the packages, or from copies that the build makes. Nothing is downloaded. */
export async function createPythonParser(): Promise<PythonParser> {
  const runtime = fileURLToPath(import.meta.resolve('web-tree-sitter/web-tree-sitter.wasm'));
  const grammar = fileURLToPath(import.meta.resolve('tree-sitter-python/tree-sitter-python.wasm'));
  await Parser.init({ locateFile: () => runtime });
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  return (source) => {
    const tree = parser.parse(source);
    if (tree === null) throw new Error('The parser gave no tree.');
    return { root: tree.rootNode, errorLine: errorLineOf(tree.rootNode), close: () => tree.delete() };
  };
}

/** The line of a node, from 1. */
export function lineOf(node: PyNode): number {
  return node.startPosition.row + 1;
}

/** Children without punctuation and comments. */
export function partsOf(node: PyNode): PyNode[] {
  return node.namedChildren.filter((child) => child.type !== 'comment');
}

/** Descends to the innermost node with the error. */
function errorLineOf(root: PyNode): number | null {
  if (!root.hasError) return null;
  let node = root;
  for (;;) {
    const broken = node.children.find((child) => child.hasError || child.isMissing);
    if (broken === undefined || node.isError) return lineOf(node);
    node = broken;
  }
}
