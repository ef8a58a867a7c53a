import { GatewayError } from '../../errors.ts';
import { readDoc } from '../../query/execution/read-doc.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { DocPlan, Row } from '../../query/plan/read-plan.ts';

/** A document as the caller sees it: its row, `hidden` if it is not readable, or `gone`. */
export type Visibility = { readonly row: Row } | 'hidden' | 'gone';

/**
 * Looks at one document as the caller. Lists do not distinguish hidden documents from deleted ones; a single document
 * does.
 */
export async function lookAtDoc(scope: RequestScope, plan: DocPlan, name: string): Promise<Visibility> {
  try {
    const row = await readDoc(scope, plan, name);
    return row === null ? 'gone' : { row };
  } catch (error) {
    if (error instanceof GatewayError && isRefusal(error, scope)) return 'hidden';
    throw error;
  }
}

/** A guest is refused as a guest; any other caller whom the site does not know has lost their credential. */
export function isRefusal({ code }: GatewayError, { caller }: RequestScope): boolean {
  return code === 'FORBIDDEN' || (code === 'UNAUTHENTICATED' && caller.token.isGuest);
}
