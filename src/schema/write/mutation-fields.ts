import type { SchemaParts } from '../builder.ts';
import type { DocTypeEntry } from '../doctype-entry.ts';
import { addCreateField } from './create-field.ts';
import { addDeleteField } from './delete-field.ts';
import { addPayloadType } from './payload-type.ts';
import { addUpdateField } from './update-field.ts';

/** Everything that can be done with the documents of a DocType. */
export function addMutationFields(parts: SchemaParts, entry: DocTypeEntry): void {
  const payload = addPayloadType(parts, entry);
  addUpdateField(parts, entry, payload);
  if (entry.meta.isSingle) return;
  addCreateField(parts, entry, payload);
  addDeleteField(parts, entry);
}
