import { applyEdits, format } from 'jsonc-parser';

/** In place of Prettier's parser of JavaScript, which GraphiQL loads to format variables and headers. */
interface FormattedText {
  readonly text: string;
}

const FORMAT = { tabSize: 2, insertSpaces: true };

/** See above. */
export const parsers = {
  jsonc: {
    astFormat: 'formatted-json',
    parse: (text: string): FormattedText => ({ text: applyEdits(text, format(text, undefined, FORMAT)) }),
    locStart: () => 0,
    locEnd: ({ text }: FormattedText) => text.length,
  },
};

/** See above. */
export const printers = {
  'formatted-json': { print: (path: { node: FormattedText }) => path.node.text },
};
