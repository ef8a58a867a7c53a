import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  executeSync,
  type FieldNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import type { RequestScope } from '../operations/request-scope.ts';
import { findOperation } from '../schema/prepared-operation.ts';

/** Texts of answers that are kept for each schema: tools ask for it in few ways. */
const KEPT_ANSWERS = 4;

/** How long types are described at a stretch before others get their turn, ms. */
const STRETCH_MS = 10;

/** Stands where the types come in; no text of a schema holds it. */
const PLACEHOLDER = '\0types';

const OF_TYPE = parse('query ($name: String!) { type: __type(name: $name) { __typename } }')
  .definitions[0] as OperationDefinitionNode;

/**
 * Answers the questions for the whole schema from a ready text. An ERPNext's is some 16 MB and a second of work, so it
 * is made once for each schema and question, a few types at a time, while other requests go on.
 */
export function createIntrospectionPlugin(): Plugin<RequestScope> {
  const answers = new WeakMap<GraphQLSchema, LRUCache<string, Promise<string | null>>>();
  return {
    onExecute({ args, setExecuteFn }) {
      const question = readQuestion(args.document, args.operationName);
      if (question === null) return;
      const { schema } = args;
      const kept = answers.get(schema) ?? new LRUCache({ max: KEPT_ANSWERS });
      answers.set(schema, kept);
      setExecuteFn(async () => {
        const { key } = question;
        const text = kept.get(key) ?? describe(schema, question);
        kept.set(key, text);
        const ready = await text;
        return ready === null ? execute(args) : { stringify: () => ready };
      });
    },
  };
}

/** A question for the whole schema, taken apart. */
interface Question {
  /** The text of the document and the name of its operation. */
  key: string;
  /** The document, which asks nothing but `__typename` of the types. */
  frame: DocumentNode;
  /** Where the types stand in the answer. */
  path: { schema: string; types: string };
  /** Asks of one type, `$name`, what the document asks of all. */
  ofType: DocumentNode;
}

/**
 * @returns null for documents of another form than tools send: no variables and directives, `__schema` alone at the
 * root, and `types` once in that.
 */
function readQuestion(document: DocumentNode, operationName: string | null | undefined): Question | null {
  const operation = findOperation({ document, operationName });
  const text = document.loc?.source.body;
  if (!operation || text === undefined || operation.variableDefinitions?.length || operation.directives?.length) {
    return null;
  }
  const [root, ...otherRoots] = operation.selectionSet.selections;
  if (!isPlainField(root) || root.name.value !== '__schema' || otherRoots.length > 0) return null;
  const asked = root.selectionSet?.selections ?? [];
  if (!asked.every(isPlainField)) return null;
  const [types, ...otherTypes] = asked.filter(({ name }) => name.value === 'types');
  if (types?.selectionSet === undefined || otherTypes.length > 0) return null;
  const others = document.definitions.filter((definition) => definition !== operation);
  const bare = { ...types, selectionSet: selectionOf([TYPENAME]) };
  const frame = { ...root, selectionSet: selectionOf(asked.map((node) => (node === types ? bare : node))) };
  return {
    key: JSON.stringify([text, operation.name?.value]),
    frame: { ...document, definitions: [{ ...operation, selectionSet: selectionOf([frame]) }, ...others] },
    path: { schema: root.alias?.value ?? '__schema', types: types.alias?.value ?? 'types' },
    ofType: { ...document, definitions: [askOfType(types.selectionSet), ...others] },
  };
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function isPlainField(node: SelectionNode | undefined): node is FieldNode {
  return node?.kind === Kind.FIELD && !node.directives?.length && !node.arguments?.length;
}

function selectionOf(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections };
}

function askOfType(selectionSet: SelectionSetNode): OperationDefinitionNode {
  const [field] = OF_TYPE.selectionSet.selections as readonly [FieldNode];
  return { ...OF_TYPE, selectionSet: selectionOf([{ ...field, selectionSet }]) };
}

/** @returns the text of the answer, or null where it would tell of an error. */
async function describe(schema: GraphQLSchema, { frame, path, ofType }: Question): Promise<string | null> {
  const framed = executeSync({ schema, document: frame }) as ExecutionResult<Record<string, Record<string, unknown>>>;
  const described = framed.data?.[path.schema];
  if (framed.errors || !described) return null;
  const types: string[] = [];
  let turnEnds = performance.now() + STRETCH_MS;
  for (const name of Object.keys(schema.getTypeMap())) {
    const { data, errors } = executeSync({ schema, document: ofType, variableValues: { name } });
    if (errors) return null;
    types.push(JSON.stringify(data?.type));
    if (performance.now() < turnEnds) continue;
    await nextTurn();
    turnEnds = performance.now() + STRETCH_MS;
  }
  described[path.types] = PLACEHOLDER;
  return JSON.stringify({ data: framed.data }).replace(JSON.stringify(PLACEHOLDER), () => `[${types.join(',')}]`);
}
