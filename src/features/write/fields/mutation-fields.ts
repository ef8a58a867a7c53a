import type { SchemaParts } from '../../../schema/builder/builder.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { addCopyFields } from './copy-fields.ts';
import { addCreateField } from './create-field.ts';
import { addCreateManyField } from './create-many-field.ts';
import { addDeleteByFilterField } from './delete-by-filter-field.ts';
import { addDeleteField } from './delete-field.ts';
import { addDeleteManyField } from './delete-many-field.ts';
import { addDocstatusFields } from './docstatus-fields.ts';
import { payloadOf } from './payload-type.ts';
import { addRenameField } from './rename-field.ts';
import { addUpdateByFilterField } from './update-by-filter-field.ts';
import { addUpdateField } from './update-field.ts';
import { addUpdateManyField } from './update-many-field.ts';
import { addUpsertField } from './upsert-field.ts';
import { addUpsertManyField } from './upsert-many-field.ts';
import { addWorkflowField } from './workflow-field.ts';

/** Everything that can be done with the documents of a DocType. */
export function addMutationFields(parts: SchemaParts, entry: DocTypeEntry): void {
  const payload = payloadOf(parts, entry);
  addUpdateField(parts, entry, payload);
  if (entry.meta.isSingle) return;
  addCreateField(parts, entry, payload);
  addUpsertField(parts, entry, payload);
  addDeleteField(parts, entry);
  addDocstatusFields(parts, entry, payload);
  addWorkflowField(parts, entry, payload);
  addCopyFields(parts, entry, payload);
  addRenameField(parts, entry, payload);
  addCreateManyField(parts, entry, payload);
  addUpdateManyField(parts, entry, payload);
  addUpsertManyField(parts, entry, payload);
  addDeleteManyField(parts, entry);
  addUpdateByFilterField(parts, entry);
  addDeleteByFilterField(parts, entry);
}
