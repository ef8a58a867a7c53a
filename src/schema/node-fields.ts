import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import { badUserInput } from '../errors.ts';
import { addCosts, type Cost, NO_COST } from '../operations/cost.ts';
import { costOfDoc, costOfNames } from '../operations/plan-cost.ts';
import { readDoc } from '../operations/read-doc.ts';
import { readDocsByName } from '../operations/read-docs-by-name.ts';
import type { Row } from '../operations/read-plan.ts';
import type { RequestScope } from '../operations/request-scope.ts';
import type { SchemaParts } from './builder.ts';
import { decodeNodeId } from './node-id.ts';
import { type CostInput, costExtension } from './operation-cost.ts';
import { planDocuments, planField } from './plan-field.ts';
import { findType } from './plan-selection.ts';

/** `node` and `nodes`: documents by their globally unique IDs. */
export function addNodeFields(parts: SchemaParts): void {
  parts.builder.queryField('node', (t) =>
    t.field({
      type: parts.node,
      description: 'The document of an ID, or null where there is none.',
      args: { id: t.arg.id({ required: true, description: 'The ID of a document.' }) },
      extensions: costExtension((input) => costOfId(input, String(input.args.id))),
      resolve: (_root, args, scope, info) => readNode(scope, info, String(args.id)),
    }),
  );
  parts.builder.queryField('nodes', (t) =>
    t.field({
      type: [parts.node],
      nullable: { list: false, items: true },
      description: 'The documents of some IDs, in their order; null where there is none, or you may not read it.',
      args: { ids: t.arg.idList({ required: true, description: 'IDs of documents, of any DocTypes.' }) },
      extensions: costExtension((input) => costOfIds(input, (input.args.ids as unknown[]).map(String))),
      resolve: (_root, args, scope, info) => readNodes(scope, info, args.ids.map(String)),
    }),
  );
}

async function readNode(scope: RequestScope, info: GraphQLResolveInfo, id: string): Promise<Row | null> {
  const { doctype, name } = decode(id, 'id');
  if (!isNode(info, doctype, name)) return null;
  const doc = await readDoc(scope, planField(info, scope, doctype), name);
  return doc && { ...doc, doctype };
}

function costOfId({ context, basis, nodes }: CostInput, id: string): Cost {
  const node = decodeNodeId(id);
  if (node === null || !isNode(context, node.doctype, node.name)) return NO_COST;
  return costOfDoc(planDocuments(context, node.doctype, nodes), basis);
}

/** IDs tell their DocTypes, so that what is asked of each can be reckoned before. */
function costOfIds({ context, basis, nodes }: CostInput, ids: readonly string[]): Cost {
  const counts = new Map<string, number>();
  for (const id of new Set(ids)) {
    const node = decodeNodeId(id);
    if (node === null || !isNode(context, node.doctype, node.name)) continue;
    counts.set(node.doctype, (counts.get(node.doctype) ?? 0) + 1);
  }
  const costs = [...counts].map(([doctype, count]) =>
    costOfNames(planDocuments(context, doctype, nodes), count, basis),
  );
  return addCosts(costs);
}

/** One call per DocType, however many documents of it are asked for. */
async function readNodes(scope: RequestScope, info: GraphQLResolveInfo, ids: string[]): Promise<(Row | null)[]> {
  if (ids.length > scope.limits.maxPageSize) {
    throw badUserInput(`ids cannot be more than ${scope.limits.maxPageSize}.`, 'ids');
  }
  const wanted = ids.map((id, index) => decode(id, `ids.${index}`));
  const namesByDoctype = new Map<string, Set<string>>();
  for (const { doctype, name } of wanted) {
    if (!isNode(info, doctype, name)) continue;
    namesByDoctype.set(doctype, (namesByDoctype.get(doctype) ?? new Set()).add(name));
  }
  const found = new Map<string, Map<string, Row>>();
  await Promise.all(
    [...namesByDoctype].map(async ([doctype, names]) => {
      found.set(doctype, await readDocsByName(scope, planField(info, scope, doctype), names));
    }),
  );
  return wanted.map(({ doctype, name }) => {
    const row = found.get(doctype)?.get(name);
    return row === undefined ? null : { ...row, doctype };
  });
}

/** Rows of child tables are no nodes, and no document has an empty name. */
function isNode(context: { schema: GraphQLSchema }, doctype: string, name: string): boolean {
  const interfaces = findType(context, doctype)?.getInterfaces() ?? [];
  return name !== '' && interfaces.some((type) => type.name === 'Node');
}

function decode(id: string, path: string): { doctype: string; name: string } {
  const decoded = decodeNodeId(id);
  if (decoded === null) throw badUserInput(`${path} is no ID of this API.`, path);
  return decoded;
}
