import type { GraphQLSchema } from 'graphql';
import { badUserInput, type GatewayError } from '../../errors.ts';
import { costOfDoc, costOfNames } from '../../query/execution/plan-cost.ts';
import { readDoc } from '../../query/execution/read-doc.ts';
import { readDocsByName } from '../../query/execution/read-docs-by-name.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { addCosts, NO_COST } from '../../query/plan/cost.ts';
import type { DocPlan, Row } from '../../query/plan/read-plan.ts';
import { findDocumentType } from '../../query/planner/document-types.ts';
import { planDocuments } from '../../query/planner/plan-field.ts';
import type { RootInput } from '../../query/selection/root-definition.ts';
import type { SchemaParts } from '../builder/builder.ts';
import { rootField } from '../builder/root-field.ts';
import { decodeNodeId } from '../model/node-id.ts';

/** `node` and `nodes`: documents by their globally unique IDs. */
export function addNodeFields(parts: SchemaParts): void {
  parts.builder.queryField('node', (t) =>
    rootField(t, {
      type: parts.node,
      description: 'The document with this ID, or null if it does not exist.',
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
      description:
        'The documents of some IDs, in their order. An entry is null if the document does not exist or you cannot read it. An invalid ID is null with an error.',
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
  const node = decodeNodeId(id);
  if (node === null) throw notAnId('id');
  const { doctype, name } = node;
  return isNode(context, doctype, name) ? { name, plan: planDocuments(context, doctype, nodes) } : null;
}

async function readNode(scope: RequestScope, { plan, name }: NodePlan): Promise<Row | null> {
  const doc = await readDoc(scope, plan, name);
  return doc && { ...doc, doctype: plan.doctype.name };
}

/** Documents that IDs name: one read for each DocType, however many documents of it are asked for. */
interface NodesPlan {
  /** Null for an ID that is not one of this API. */
  readonly wanted: readonly ({ readonly doctype: string; readonly name: string } | null)[];
  readonly reads: readonly { readonly plan: DocPlan; readonly names: ReadonlySet<string> }[];
}

function planNodes({ context, nodes }: RootInput<unknown>, ids: readonly string[]): NodesPlan {
  if (ids.length > context.limits.maxPageSize) {
    throw badUserInput(`ids cannot be more than ${context.limits.maxPageSize}.`, 'ids');
  }
  const wanted = ids.map(decodeNodeId);
  const namesByDoctype = new Map<string, Set<string>>();
  for (const node of wanted) {
    if (node === null || !isNode(context, node.doctype, node.name)) continue;
    namesByDoctype.set(node.doctype, (namesByDoctype.get(node.doctype) ?? new Set()).add(node.name));
  }
  const reads = [...namesByDoctype].map(([doctype, names]) => ({
    names,
    plan: planDocuments(context, doctype, nodes),
  }));
  return { wanted, reads };
}

async function readNodes(scope: RequestScope, { wanted, reads }: NodesPlan): Promise<(Row | Error | null)[]> {
  const found = new Map<string, ReadonlyMap<string, Row | Error>>();
  await Promise.all(
    reads.map(async ({ plan, names }) => {
      found.set(plan.doctype.name, await readDocsByName(scope, plan, names));
    }),
  );
  return wanted.map((node, index) => {
    if (node === null) return notAnId(`ids.${index}`);
    const doc = found.get(node.doctype)?.get(node.name) ?? null;
    return doc === null || doc instanceof Error ? doc : { ...doc, doctype: node.doctype };
  });
}

/** Rows of child tables are not nodes, and no document has an empty name. */
function isNode(context: { schema: GraphQLSchema }, doctype: string, name: string): boolean {
  return name !== '' && findDocumentType(context, doctype) !== null;
}

function notAnId(path: string): GatewayError {
  return badUserInput(`${path} is not an ID of this API.`, path);
}
