/** A field of a query as written: `name`, `customer.region`, `` `tabShop Order`.`name` ``. */
export interface FieldText {
  /** DocType of a backticked table. */
  table?: string;
  /** Field before the dot: a Link or a Table. */
  through?: string;
  fieldname: string;
}

const BACKTICKED = /^`?tab([^`]+)`?\.`?([^`]+)`?$/;
const PLAIN = /^`?([\p{L}\p{N}_]+)`?$/u;
const DOTTED = /^`?([\p{L}\p{N}_]+)`?\.`?([\p{L}\p{N}_]+)`?$/u;

/** @returns undefined when the text is not a plain, dotted or backticked field. */
export function parseField(text: string): FieldText | undefined {
  const trimmed = text.trim();
  const backticked = trimmed.includes('tab') && trimmed.startsWith('`') ? BACKTICKED.exec(trimmed) : null;
  if (backticked?.[1] && backticked[2]) return { table: backticked[1], fieldname: backticked[2] };
  const plain = PLAIN.exec(trimmed);
  if (plain?.[1]) return { fieldname: plain[1] };
  const dotted = DOTTED.exec(trimmed);
  if (dotted?.[1] && dotted[2]) return { through: dotted[1], fieldname: dotted[2] };
  return undefined;
}

/** Splits `field as alias`. */
export function splitAlias(text: string): { expression: string; alias: string | undefined } {
  const match = /^(.*?)\s+as\s+`?([^`]+?)`?\s*$/is.exec(text);
  return match?.[1] ? { expression: match[1].trim(), alias: match[2] } : { expression: text.trim(), alias: undefined };
}
