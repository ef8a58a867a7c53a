import { badUserInput } from '../../errors.ts';
import type { SiteCapabilities } from '../../metadata/site-model.ts';

/** The argument that states an order or a grouping. */
export type OrderArgument = 'orderBy' | 'groupBy' | 'countDistinct' | 'min' | 'max';

type OrderRules = Pick<SiteCapabilities, 'ordersByAnyName' | 'ordersByAnyWord'>;

/**
 * Refuses an order or a grouping whose text the site takes for SQL: up to v16 it looks at the text alone
 * (frappe/model/db_query.py, `validate_order_by_and_group_by`), and answers 417.
 *
 * @throws GatewayError `BAD_USER_INPUT` that names the argument.
 */
export function assertTakesOrder(rules: OrderRules, text: string, argument: OrderArgument): void {
  const refusal = rules.ordersByAnyName ? null : refusalOf(rules, text.toLowerCase());
  if (refusal) throw badUserInput(`${argument}: ${refusal}`, argument);
}

function refusalOf({ ordersByAnyWord }: OrderRules, text: string): string | null {
  const name = text.split(/[`.,]/).find((part) => FOREIGN_CHARACTER.test(part));
  if (name !== undefined) {
    const word = name.trim().replace(/ (?:asc|desc)$/, '');
    return `this site cannot sort or group by ${word}, because the name has other characters than ASCII letters, digits and "_".`;
  }
  const isSubquery = ordersByAnyWord ? looksLikeSubquery(text) : text.includes('select') && text.includes('from');
  if (!isSubquery) return null;
  const words = ordersByAnyWord ? '"union", "intersect", or both "select" and "from"' : 'both "select" and "from"';
  return `this site refuses names that together hold ${words}. Leave one of them out.`;
}

/** What the site's pattern leaves over. */
const FOREIGN_CHARACTER = /[^a-z0-9\-_ ,`'".()]/;

/** Later releases of v15 look at whole words, and not at names of DocTypes, but at what comes before a bracket in them. */
function looksLikeSubquery(text: string): boolean {
  const withoutTables = text.replace(/`tab[^`]*`/g, ' doc ');
  return SUBQUERY.test(withoutTables) || FUNCTION.test(text);
}

const SUBQUERY = /\b(?:union|intersect|select\b.*\bfrom)\b/;
const FUNCTION =
  /\b(?:sleep|benchmark|extractvalue|database|user|current_user|version|substr|substring|updatexml|load_file|session_user|system_user)\W*\(/;
