import type { GraphQLNamedType } from 'graphql';
import type { ChangeLevel } from './compare-schemas.ts';
import { describedFieldsOf } from './schema-fields.ts';

type Type = GraphQLNamedType | null | undefined;

/** Says what happened to a DocType, from its type in both schemas. */
export function explainDocType(before: Type, after: Type): string | null {
  if (!before) return 'The DocType is new.';
  if (after) return null;
  return 'The DocType is gone: it was deleted or renamed, its app was uninstalled, the service account no longer sees it, or the configuration excludes it.';
}

/** Says what happened to a docfield, from the descriptions that both schemas give it. */
export function explainDocField(name: string, before: Type, after: Type, level: ChangeLevel): string | null {
  const [old, now] = [before, after].map((type) => describedFieldsOf(type)[name]);
  if (old === undefined) return 'The docfield is new.';
  if (now === undefined)
    return 'The docfield is gone: Customize Form or an update of its app removed it, or the configuration excludes it.';
  const [was, is] = [readTraits(old), readTraits(now)];
  const changes = [
    was.fieldtype === is.fieldtype ? null : `Its fieldtype changed from ${was.fieldtype} to ${is.fieldtype}.`,
    ...is.traits.filter((trait) => !was.traits.includes(trait)).map((trait) => `It became ${trait}.`),
    ...was.traits.filter((trait) => !is.traits.includes(trait)).map((trait) => `It is no longer ${trait}.`),
  ].filter((change) => change !== null);
  if (changes.length === 0 && was.fieldtype === 'Select') changes.push('Its options changed.');
  if (changes.length === 0) return null;
  const remedy = level === 'breaking' ? ' Customize Form, a Property Setter or an update of its app did it.' : '';
  return `${changes.join(' ')}${remedy}`;
}

/** `Grand Total (Currency, read-only)` */
function readTraits(description: string): { fieldtype: string; traits: string[] } {
  const [fieldtype = '', ...traits] = (/\((.*)\)/.exec(description.split('\n')[0] ?? '')?.[1] ?? '').split(', ');
  return { fieldtype: fieldtype.replace(/ `.*`$/, ''), traits };
}
