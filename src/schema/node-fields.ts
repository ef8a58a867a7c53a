import type { GraphQLResolveInfo } from 'graphql';
import { badUserInput } from '../errors.ts';
import { readDoc } from '../operations/read-doc.ts';
import { readDocsByName } from '../operations/read-docs-by-name.ts';
import type { Row } from '../operations/read-plan.ts';
import type { RequestScope } from '../operations/request-scope.ts';
import type { SchemaParts } from './builder.ts';
import { decodeNodeId } from './node-id.ts';
import { planField } from './plan-field.ts';
import { findType } from './plan-selection.ts';

/** `node` and `nodes`: documents by their globally unique IDs. */
export function addNodeFields(parts: SchemaParts): void {
  parts.builder.queryField('node', (t) =>
    t.field({
      type: parts.node,
      description: 'The document of an ID, or null where there is none.',
      args: { id: t.arg.id({ required: true }) },
      resolve: (_root, args, scope, info) => readNode(scope, info, String(args.id)),
    }),
  );
  parts.builder.queryField('nodes', (t) =>
    t.field({
      type: [parts.node],
      nullable: { list: false, items: true },
      description: 'The documents of some IDs, in their order; null where there is none, or you may not read it.',
      args: { ids: t.arg.idList({ required: true }) },
      resolve: (_root, args, scope, info) => readNodes(scope, info, args.ids.map(String)),
    }),
  );
}

async function readNode(scope: RequestScope, info: GraphQLResolveInfo, id: string): Promise<Row | null> {
  const { doctype, name } = decode(id, 'id');
  if (findType(info, doctype) === null) return null;
  const doc = await readDoc(scope, planField(info, scope, doctype), name);
  return doc && { ...doc, doctype };
}

/** One call per DocType, however many documents of it are asked for. */
async function readNodes(scope: RequestScope, info: GraphQLResolveInfo, ids: string[]): Promise<(Row | null)[]> {
  if (ids.length > scope.limits.maxPageSize) {
    throw badUserInput(`ids cannot be more than ${scope.limits.maxPageSize}.`, 'ids');
  }
  const wanted = ids.map((id, index) => decode(id, `ids.${index}`));
  const namesByDoctype = new Map<string, Set<string>>();
  for (const { doctype, name } of wanted) {
    namesByDoctype.set(doctype, (namesByDoctype.get(doctype) ?? new Set()).add(name));
  }
  const found = new Map<string, Map<string, Row>>();
  await Promise.all(
    [...namesByDoctype].map(async ([doctype, names]) => {
      if (findType(info, doctype))
        found.set(doctype, await readDocsByName(scope, planField(info, scope, doctype), names));
    }),
  );
  return wanted.map(({ doctype, name }) => {
    const row = found.get(doctype)?.get(name);
    return row === undefined ? null : { ...row, doctype };
  });
}

function decode(id: string, path: string): { doctype: string; name: string } {
  const decoded = decodeNodeId(id);
  if (decoded === null) throw badUserInput(`${path} is no ID of this API.`, path);
  return decoded;
}
