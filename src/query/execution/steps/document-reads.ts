import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import type { DocumentReadName } from '../../plan/read-plan.ts';
import { readDocinfo } from '../docinfo/docinfo.ts';
import { readPermissions } from '../permission/read-permissions.ts';
import type { RequestScope } from '../scope/request-scope.ts';

/** Asks the site about one document, as the caller. */
export type DocumentRead = (scope: RequestScope, doctype: DocTypeMeta, name: string) => Promise<unknown>;

/** Every call about one document, by the name under which plans ask for it. */
export const DOCUMENT_READS: Readonly<Record<DocumentReadName, DocumentRead>> = {
  permissions: readPermissions,
  docinfo: readDocinfo,
};
