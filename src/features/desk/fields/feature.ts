import type { Feature } from '../../../schema/builder/feature.ts';
import { addCollaborationFields } from './collaboration-fields.ts';
import { addCommentField } from './comment-field.ts';
import { addDocinfoFields } from './docinfo-fields.ts';
import { addCommentType } from './docinfo-types.ts';
import { addNotificationFields } from './notification-fields.ts';
import { addOptionalColumnFields } from './optional-column-fields.ts';
import { addPrintFields } from './print-fields.ts';
import { addReportFields } from './report-fields.ts';
import { addSearchFields } from './search-fields.ts';

/** Frappe's own front end in addition to reading and writing documents. */
export const desk: Feature = {
  name: 'desk',
  addRootFields: (parts) => {
    const comment = addCommentType(parts);
    addDocinfoFields(parts, comment);
    addCommentField(parts, comment);
    addCollaborationFields(parts);
    addOptionalColumnFields(parts);
    addSearchFields(parts);
    addReportFields(parts);
    addPrintFields(parts);
    addNotificationFields(parts);
  },
};
