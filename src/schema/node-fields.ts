import type { GraphQLSchema } from 'graphql';
import { badUserInput } from '../errors.ts';
import { addCosts, NO_COST } from '../operations/cost.ts';
import { costOfDoc, costOfNames } from '../operations/plan-cost.ts';
import { readDoc } from '../operations/read-doc.ts';
import { readDocsByName } from '../operations/read-docs-by-name.ts';
import type { DocPlan, Row } from '../operations/read-plan.ts';
import type { RequestScope } from '../operations/request-scope.ts';
import type { SchemaParts } from './builder.ts';
import { decodeNodeId } from './node-id.ts';
import { planDocuments } from './plan-field.ts';
import { findType } from './plan-selection.ts';
import { type RootInput, rootField } from './root-field.ts';

/** `node` and `nodes`: documents by their globally unique IDs. */
export function addNodeFields(parts: SchemaParts): void {
  parts.builder.queryField('node', (t) =>
    rootField(t, {
      type: parts.node,
      description: 'The document of an ID, or null where there is none.',
      args: { id: t.arg.id({ required: true, description: 'The ID of a document.' }) },
      plan: (input) => planNode(input, String(input.args.id)),
      cost: (node, basis) => (node === null ? NO_COST : costOfDoc(node.plan, basis)),
      execute: (scope, node) => node && readNode(scope, node),
    }),
  );
  parts.builder.queryField('nodes', (t) =>
    rootField(t, {
      type: [parts.node],
      nullable: { list: false, items: true },
      description: 'The documents of some IDs, in their order; null where there is none, or you may not read it.',
      args: { ids: t.arg.idList({ required: true, description: 'IDs of documents, of any DocTypes.' }) },
      plan: (input) => planNodes(input, input.args.ids.map(String)),
      cost: ({ reads }, basis) => addCosts(reads.map(({ plan, names }) => costOfNames(plan, names.size, basis))),
      execute: readNodes,
    }),
  );
}

/** A document that an ID names. */
interface NodePlan {
  readonly plan: DocPlan;
  readonly name: string;
}

/** @returns null for an ID of what cannot be a node. */
function planNode({ context, nodes }: RootInput<unknown>, id: string): NodePlan | null {
  const { doctype, name } = decode(id, 'id');
  return isNode(context, doctype, name) ? { name, plan: planDocuments(context, doctype, nodes) } : null;
}

async function readNode(scope: RequestScope, { plan, name }: NodePlan): Promise<Row | null> {
  const doc = await readDoc(scope, plan, name);
  return doc && { ...doc, doctype: plan.doctype.name };
}

/** Documents that IDs name: one read for each DocType, however many documents of it are asked for. */
interface NodesPlan {
  readonly wanted: readonly { readonly doctype: string; readonly name: string }[];
  readonly reads: readonly { readonly plan: DocPlan; readonly names: ReadonlySet<string> }[];
}

function planNodes({ context, nodes }: RootInput<unknown>, ids: readonly string[]): NodesPlan {
  if (ids.length > context.limits.maxPageSize) {
    throw badUserInput(`ids cannot be more than ${context.limits.maxPageSize}.`, 'ids');
  }
  const wanted = ids.map((id, index) => decode(id, `ids.${index}`));
  const namesByDoctype = new Map<string, Set<string>>();
  for (const { doctype, name } of wanted) {
    if (!isNode(context, doctype, name)) continue;
    namesByDoctype.set(doctype, (namesByDoctype.get(doctype) ?? new Set()).add(name));
  }
  const reads = [...namesByDoctype].map(([doctype, names]) => ({
    names,
    plan: planDocuments(context, doctype, nodes),
  }));
  return { wanted, reads };
}

async function readNodes(scope: RequestScope, { wanted, reads }: NodesPlan): Promise<(Row | null)[]> {
  const found = new Map<string, Map<string, Row>>();
  await Promise.all(
    reads.map(async ({ plan, names }) => {
      found.set(plan.doctype.name, await readDocsByName(scope, plan, names));
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
