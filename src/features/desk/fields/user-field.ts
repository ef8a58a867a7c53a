import type { Row } from '../../../query/plan/read-plan.ts';
import type { SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import { readLinkedDocument } from './linked-document.ts';

type AnyFieldBuilder<Shape> = PothosSchemaTypes.ObjectFieldBuilder<SchemaTypesOf, Shape>;

/** Fields that lead to a user, where the schema has users: read in one batch, and not at all for the name alone. */
export function userField<Shape, Name extends string>(
  parts: SchemaParts,
  t: AnyFieldBuilder<Shape>,
  name: Name,
  description: string,
  userOf: (shape: Shape) => unknown,
) {
  const type = parts.documents.get('User');
  if (type === undefined) return {};
  const field = t.field({
    type,
    description,
    resolve: (shape, _args, scope, info): Promise<Row> | null => {
      const user = userOf(shape as Shape);
      return user === null || user === undefined || user === ''
        ? null
        : readLinkedDocument(scope, info, 'User', String(user));
    },
  });
  return { [name]: field };
}
