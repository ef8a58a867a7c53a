import {
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { toError } from '../../errors.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import type { SiteModel } from '../../metadata/site-model.ts';
import type { BatchLimits } from '../../query/plan/batch-limits.ts';
import type { Cost } from '../../query/plan/cost.ts';
import { costOfOperation, type OperationPlan } from '../../query/plan/operation-plan.ts';
import { prepareOperation } from '../../query/prepared-operation.ts';
import { sampleVariables } from './sample-variables.ts';

/** The effects of a registered operation, found without running it. */
export interface OperationReport {
  readonly id: string;
  /** Null for an operation without a name. */
  readonly name: string | null;
  readonly kind: OperationPlan['kind'];
  /** The selected fields of each DocType, sorted. */
  readonly reads: Readonly<Record<string, readonly string[]>>;
  /** DocTypes of which it selects nothing, and whose documents decide what it reads, such as those of filters. */
  readonly tests: readonly string[];
  /** The root fields of a mutation, which say what it changes. */
  readonly changes: readonly string[];
  /** The upper bound, with the variables of `assumed`; null if the reason in `unplanned` hides it. */
  readonly cost: Cost | null;
  /** The variables that the cost was estimated with: page sizes are the largest ones. */
  readonly assumed: Readonly<Record<string, unknown>>;
  /** Why it cannot be planned without the variables of a client. */
  readonly unplanned: string | null;
  /** Why the schema does not allow it; empty if it does. */
  readonly problems: readonly string[];
}

/** The site that operations are reported for. */
export interface ReportSite {
  readonly schema: GraphQLSchema;
  readonly model: SiteModel;
  readonly limits: BatchLimits;
}

/** Reports all operations of a registered text. */
export function reportOperations(id: string, text: string, site: ReportSite): OperationReport[] {
  const document = parse(text);
  const errors = validate(site.schema, document).map(({ message }) => message);
  return document.definitions.flatMap((definition) =>
    definition.kind === 'OperationDefinition' ? [reportOperation(id, document, definition, errors, site)] : [],
  );
}

function reportOperation(
  id: string,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  errors: readonly string[],
  site: ReportSite,
): OperationReport {
  const name = operation.name?.value ?? null;
  const head = { id, name, kind: operation.operation };
  const nothing = { reads: {}, tests: [], changes: [], cost: null, assumed: {}, unplanned: null };
  if (errors.length > 0) return { ...head, ...nothing, problems: errors };
  const planned = planWithSamples(document, operation, site);
  const reads = selectedFields(document, site.schema);
  const roots = planned.plan === null ? [] : [...planned.plan.roots.values()];
  const isChange = operation.operation === 'mutation';
  return {
    ...head,
    reads,
    tests: [
      ...doctypesIn(
        roots.map(({ plan }) => plan),
        site.model,
      ),
    ]
      .filter((doctype) => !(doctype in reads))
      .sort(),
    changes: isChange ? [...new Set(roots.map(({ fieldName }) => fieldName))] : [],
    cost: planned.cost,
    assumed: planned.assumed,
    unplanned: planned.unplanned,
    problems: [],
  };
}

interface Planned {
  readonly plan: OperationPlan | null;
  readonly cost: Cost | null;
  readonly assumed: Readonly<Record<string, unknown>>;
  readonly unplanned: string | null;
}

/** Two page sizes can exclude each other, so that optional ones are left out in a second try. */
function planWithSamples(document: DocumentNode, operation: OperationDefinitionNode, site: ReportSite): Planned {
  const first = planWith(document, operation, site, true);
  return first.unplanned === null ? first : planWith(document, operation, site, false);
}

function planWith(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  { schema, model, limits }: ReportSite,
  hasOptional: boolean,
): Planned {
  const assumed = sampleVariables(schema, operation, { maxPageSize: limits.maxPageSize, hasOptional });
  const prepared = prepareOperation(schema, document, operation.name?.value);
  const coerced = prepared?.coerce(assumed);
  if (!prepared || !coerced || 'errors' in coerced) {
    const unplanned = coerced && 'errors' in coerced ? (coerced.errors[0]?.message ?? '') : 'It has no name.';
    return { plan: null, cost: null, assumed, unplanned };
  }
  const plan = prepared.plan(coerced.variables, limits);
  const failed = [...plan.roots.values()].find(({ error }) => error !== undefined);
  const unplanned = failed ? toError(failed.error).message : null;
  const { capabilities, frappeVersion } = model.info;
  const basis = { limits, capabilities, doctypes: model.doctypes, frappeVersion };
  return { plan, cost: unplanned === null ? costOfOperation(plan, basis) : null, assumed, unplanned };
}

/** The fields that a document selects of each DocType, in its fragments, too. */
function selectedFields(document: DocumentNode, schema: GraphQLSchema): Record<string, string[]> {
  const types = new TypeInfo(schema);
  const fields = new Map<string, Set<string>>();
  const visitor = visitWithTypeInfo(types, {
    Field: ({ name }) => {
      const doctype = doctypeOf(types.getParentType());
      if (doctype !== undefined) fields.set(doctype, (fields.get(doctype) ?? new Set()).add(name.value));
    },
  });
  visit(document, visitor);
  const sorted = [...fields].sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted.map(([doctype, names]) => [doctype, [...names].sort()]));
}

function doctypeOf(type: { readonly extensions: Readonly<Record<string, unknown>> } | null | undefined) {
  return (type?.extensions.doctype as DocTypeMeta | undefined)?.name;
}

/** The DocTypes in plans: plain data, in which a DocType is the same object as in the model, or named by a filter. */
function doctypesIn(plans: unknown, { doctypes }: SiteModel): Set<string> {
  const found = new Set<string>();
  const seen = new Set<unknown>();
  const open: unknown[] = [plans];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    const { name, kind, target, child } = value as Record<string, unknown>;
    if (kind === 'link' && typeof target === 'string') found.add(target);
    if (kind === 'child' && typeof child === 'string') found.add(child);
    if (typeof name === 'string' && (doctypes.get(name) as unknown) === value) found.add(name);
    else open.push(...(value instanceof Map || value instanceof Set ? value.values() : Object.values(value)));
  }
  return found;
}
