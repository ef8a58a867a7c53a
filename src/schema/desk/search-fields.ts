import { getNamedType, isObjectType } from 'graphql';
import { badUserInput } from '../../errors.ts';
import { addCosts } from '../../operations/cost.ts';
import { type GlobalSearch, globalSearch, type SearchHit } from '../../operations/desk/global-search.ts';
import { type LinkOption, searchLink } from '../../operations/desk/search-link.ts';
import { costOfAnyTargets } from '../../operations/plan-cost.ts';
import type { DocPlan } from '../../operations/read-plan.ts';
import type { SchemaParts } from '../builder.ts';
import { costExtension } from '../operation-cost.ts';
import { toSize } from '../page-arguments.ts';
import { planDocuments, toPlanContext } from '../plan-field.ts';
import { findType, plansBelow } from '../plan-selection.ts';
import { type PlanContext, selectedFields } from '../selection.ts';
import { targetDocType } from './target-document.ts';

/** `searchLink` and `globalSearch`. */
export function addSearchFields(parts: SchemaParts): void {
  addSearchLink(parts);
  addGlobalSearch(parts);
}

function addSearchLink(parts: SchemaParts): void {
  const { builder } = parts;
  const option = builder.objectRef<LinkOption>('LinkOption').implement({
    description: 'A document that a link may lead to.',
    fields: (t) => ({
      name: t.id({ nullable: false, description: 'The name of the document.', resolve: ({ value }) => value }),
      label: t.exposeString('label', { description: 'Its title, where links show titles.' }),
      description: t.exposeString('description', { description: 'Its search fields.' }),
    }),
  });
  builder.queryField('searchLink', (t) =>
    t.field({
      type: [option],
      description: 'Documents of a DocType as the field of a link offers them: by name, title and search fields.',
      extensions: costExtension(({ args, basis }) => ({
        calls: 1,
        rows: Number(args.first ?? basis.limits.defaultPageSize),
      })),
      args: {
        doctype: t.arg.string({ required: true, description: 'The DocType that the link leads to.' }),
        text: t.arg.string({ required: true, description: 'What was typed.' }),
        filters: t.arg({ type: 'JSON', description: "Conditions in Frappe's own form." }),
        first: t.arg.int({ description: 'How many at most.' }),
        referenceDoctype: t.arg.string({ description: 'The DocType that has the link.' }),
      },
      resolve: (_root, { doctype, text, filters, first, referenceDoctype }, scope) => {
        const size = toSize('first', first, scope.limits);
        targetDocType(parts, doctype, 'doctype');
        if (filters !== null && typeof filters !== 'object' && filters !== undefined) {
          throw badUserInput('filters must be an object or a list.', 'filters');
        }
        if (size === 0) return [];
        return searchLink(scope, {
          doctype,
          text,
          filters: filters ?? null,
          size,
          referenceDoctype: referenceDoctype ?? null,
        });
      },
    }),
  );
}

function addGlobalSearch(parts: SchemaParts): void {
  const { builder } = parts;
  const hit = builder.objectRef<SearchHit>('SearchHit').implement({
    description: 'A document that was found.',
    fields: (t) => ({
      document: t.field({
        type: parts.document,
        nullable: false,
        description: 'The document.',
        resolve: ({ document }) => document,
      }),
      content: t.exposeString('content', { description: 'What of it was found, as far as it is for everybody.' }),
    }),
  });
  builder.queryField('globalSearch', (t) =>
    t.field({
      type: [hit],
      description:
        'Documents of all DocTypes that the site indexes. What you may not read is left out, so a page may be short.',
      extensions: costExtension(({ args, basis, context, field, nodes }) => {
        const rows = Number(args.first ?? basis.limits.defaultPageSize);
        // A list for each DocType that is found, and what is asked of its documents.
        const targets = costOfAnyTargets(plansBelow(context, field, nodes), rows, basis);
        return addCosts([{ calls: 1, rows }, targets.calls === 0 ? { calls: rows, rows } : targets]);
      }),
      args: {
        text: t.arg.string({ required: true, description: 'What to look for; `&` parts several words.' }),
        doctype: t.arg.string({ description: 'Look in this DocType alone.' }),
        first: t.arg.int({ description: 'How many at most.' }),
        offset: t.arg.int({ description: 'How many to pass over.' }),
      },
      resolve: (_root, { text, doctype, first, offset }, scope, info) => {
        const size = toSize('first', first, scope.limits);
        if ((offset ?? 0) < 0) throw badUserInput('offset cannot be negative.', 'offset');
        if (doctype) targetDocType(parts, doctype, 'doctype');
        if (size === 0 || text.trim() === '') return [];
        const planFor = planner(toPlanContext(info, scope), getNamedType(info.returnType), info.fieldNodes);
        return globalSearch(scope, { text, doctype: doctype ?? null, size, offset: offset ?? 0, planFor });
      },
    }),
  );
}

function planner(
  context: PlanContext,
  hit: ReturnType<typeof getNamedType>,
  nodes: Parameters<typeof selectedFields>[2],
): GlobalSearch['planFor'] {
  const asked = isObjectType(hit) ? (selectedFields(context, hit, nodes).get('document') ?? []) : [];
  return (doctype): DocPlan | null => (findType(context, doctype) ? planDocuments(context, doctype, asked) : null);
}
