import { readFileSync } from 'node:fs';
import { toPath } from './links.ts';

interface Item {
  readonly text: string;
  readonly link: string;
}

/** The tables of docs/README.md, which is the order of the docs, as a sidebar. */
export function sidebar(): { text: string; collapsed: boolean; items: Item[] }[] {
  const index = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, ...sections] = index.split(/^## /m);
  return sections.map((section) => {
    const [title = '', ...lines] = section.split('\n');
    const links = [...lines.join('\n').matchAll(/\[([^\]]+)\]\((?!https?:)([^)#]+)\)/g)];
    const items = links.map(([, text = '', target = '']) => ({
      text: capitalise(text),
      link: toPath('docs/README.md', target),
    }));
    return { text: title, collapsed: false, items };
  });
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
