import { mutationFieldName } from './naming.ts';

/**
 * `updateShopOrdersByFilter`: many documents that a filter finds. No root field of a DocType ends in this, because no
 * type does.
 */
export function byFilterFieldName(verb: 'update' | 'delete', plural: string): string {
  return `${mutationFieldName(verb, plural)}ByFilter`;
}
