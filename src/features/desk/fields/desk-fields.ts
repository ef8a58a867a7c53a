import type { SchemaParts } from '../../../schema/builder/builder.ts';
import type { FileType } from '../../../schema/types/file-type.ts';
import type { JobType } from '../../job/fields/job-type.ts';
import { addCollaborationFields } from './collaboration-fields.ts';
import { addCommentField } from './comment-field.ts';
import { addDocinfoFields } from './docinfo-fields.ts';
import { addCommentType } from './docinfo-types.ts';
import { addNotificationFields } from './notification-fields.ts';
import { addOptionalColumnFields } from './optional-column-fields.ts';
import { addPrintFields } from './print-fields.ts';
import { addReportFields } from './report-fields.ts';
import { addSearchFields } from './search-fields.ts';

/** Features of Frappe's own front end in addition to reading and writing documents. */
export function addDeskFields(parts: SchemaParts, job: JobType, file: FileType): void {
  const comment = addCommentType(parts);
  addDocinfoFields(parts, file, comment);
  addCommentField(parts, comment);
  addCollaborationFields(parts);
  addOptionalColumnFields(parts);
  addSearchFields(parts);
  addReportFields(parts, job);
  addPrintFields(parts);
  addNotificationFields(parts);
}
