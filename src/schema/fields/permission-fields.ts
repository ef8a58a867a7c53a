import { perDocumentKey, type Row } from '../../query/plan/read-plan.ts';
import { readExtension } from '../../query/planner/field-read.ts';
import type { SchemaParts } from '../builder/builder.ts';

const RIGHTS = {
  read: 'read it',
  write: 'change it',
  create: 'create one like it',
  delete: 'delete it',
  submit: 'submit it',
  cancel: 'cancel it',
  amend: 'amend it once it is cancelled',
  share: 'share it with others',
} as const;

/** `_meta { permissions { … } }`: what the caller may do with a document, as the site says. */
export function addPermissionFields(parts: SchemaParts): void {
  const permissions = parts.builder.objectRef<ReadonlySet<string>>('DocumentPermissions').implement({
    description:
      'The rights of the caller on a document. Hints for a user interface: the site decides when an action runs.',
    fields: (t) =>
      Object.fromEntries(
        Object.entries(RIGHTS).map(([right, meaning]) => [
          right,
          t.boolean({ description: `Whether the caller may ${meaning}.`, resolve: (rights) => rights.has(right) }),
        ]),
      ),
  });
  parts.builder.interfaceField(parts.documentMeta, 'permissions', (t) =>
    t.field({
      type: permissions,
      description: 'The rights of the caller on the document. Costs a call for each document.',
      extensions: readExtension({ kind: 'perDocument', read: 'permissions' }),
      resolve: (row: Row) => {
        const rights = row[perDocumentKey('permissions')];
        if (rights instanceof Error) throw rights;
        return (rights as ReadonlySet<string> | undefined) ?? null;
      },
    }),
  );
}
