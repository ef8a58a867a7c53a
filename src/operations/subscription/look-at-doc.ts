import { GatewayError } from '../../errors.ts';
import { readDoc } from '../read-doc.ts';
import type { DocPlan, Row } from '../read-plan.ts';
import type { RequestScope } from '../request-scope.ts';

/** What a caller sees of a document: it, that he may not read it, or that there is none. */
export type Visibility = { readonly row: Row } | 'hidden' | 'gone';

/** Looks at one document as the caller. Lists do not tell what is hidden from what is gone; a single document does. */
export async function lookAtDoc(scope: RequestScope, plan: DocPlan, name: string): Promise<Visibility> {
  try {
    const row = await readDoc(scope, plan, name);
    return row === null ? 'gone' : { row };
  } catch (error) {
    if (error instanceof GatewayError && isRefusal(error, scope)) return 'hidden';
    throw error;
  }
}

/** A guest is refused for being nobody; anybody else whom the site does not know has lost his credential. */
export function isRefusal({ code }: GatewayError, { caller }: RequestScope): boolean {
  return code === 'FORBIDDEN' || (code === 'UNAUTHENTICATED' && caller.token.isGuest);
}
