import { badUserInput } from '../../../errors.ts';
import { isJsonObject } from '../../../exact-json.ts';
import { shippedLinkQuery } from '../../../metadata/shipped-corrections.ts';
import { selectedOf } from '../../../query/selection/selection.ts';
import { toSize } from '../../../schema/arguments/page-arguments.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import { fetchedColumns, findLinkField, maySearch } from '../link-field.ts';
import { type LinkOption, type LinkSearch, searchLink } from '../search-link.ts';
import { targetDocType } from './target-document.ts';

/** `searchLink`: the documents that the field of a link offers. */
export function addSearchLink(parts: SchemaParts): void {
  const { builder } = parts;
  const option = addOptionType(parts);
  builder.queryField('searchLink', (t) =>
    rootField(t, {
      type: [option],
      description: 'Documents of a DocType as the field of a link offers them: by name, title and search fields.',
      args: {
        doctype: t.arg.string({ required: true, description: 'The DocType that the link points to.' }),
        text: t.arg.string({ required: true, description: 'The typed text.' }),
        filters: t.arg({ type: 'JSON', description: "Conditions in Frappe's own form." }),
        first: t.arg.int({ description: 'Maximum number of entries.' }),
        referenceDoctype: t.arg.string({ description: 'The DocType that has the link.' }),
        field: t.arg.string({
          description: 'The link, as `Sales Order Item.item_code`: searches as the form of the DocType does.',
        }),
        query: t.arg.string({ description: 'The path of a function that searches, as a form names it.' }),
      },
      plan: ({ context, field, nodes, args }) => {
        const search = toSearch(parts, args, toSize('first', args.first, context.limits));
        const asksFetched = selectedOf(context, field.type, nodes).has('fetched');
        return asksFetched ? search : { ...search, fetched: new Map<string, string>() };
      },
      cost: ({ size, fetched }) => ({ calls: fetched.size > 0 ? 2 : 1, rows: fetched.size > 0 ? 2 * size : size }),
      execute: (scope, search) => (search.size === 0 ? [] : searchLink(scope, search)),
    }),
  );
}

function addOptionType({ builder }: SchemaParts) {
  return builder.objectRef<LinkOption>('LinkOption').implement({
    description: 'A document that a link can point to.',
    fields: (t) => ({
      name: t.id({ nullable: false, description: 'The name of the document.', resolve: ({ value }) => value }),
      label: t.exposeString('label', { description: 'Its title, if links show titles.' }),
      description: t.exposeString('description', { description: 'Its search fields.' }),
      fetched: t.field({
        type: 'JSON',
        description:
          'The values that the document with the link copies (`fetch_from`), by its fieldnames. It needs `field`.',
        resolve: ({ fetched }) => {
          if (fetched instanceof Error) throw fetched;
          return fetched;
        },
      }),
    }),
  });
}

/** The arguments of `searchLink` that say how to search. */
interface SearchArguments {
  doctype: string;
  text: string;
  filters?: unknown;
  referenceDoctype?: string | null | undefined;
  field?: string | null | undefined;
  query?: string | null | undefined;
}

/** @throws GatewayError `BAD_USER_INPUT` that names the argument. */
function toSearch(parts: SchemaParts, args: SearchArguments, size: number): LinkSearch {
  const { doctype, text, filters = null, field = null } = args;
  const { doctypes } = parts.model;
  const entry = targetDocType(parts, doctype, 'doctype');
  if (filters !== null && typeof filters !== 'object') {
    throw badUserInput('filters must be an object or a list.', 'filters');
  }
  const link = field === null ? null : findLinkField(doctypes, field, doctype);
  const ofForm = field === null ? null : shippedLinkQuery(field);
  const query = args.query ?? ofForm?.query ?? null;
  const isAllowed = query !== null && maySearch(query, parts.config.whitelisted, parts.config.methods);
  if (typeof args.query === 'string' && !isAllowed) {
    throw badUserInput('query is not a function that searches for the documents of a link.', 'query');
  }
  return {
    doctype,
    text,
    filters: withFormFilters(filters, ofForm?.filters),
    size,
    referenceDoctype: args.referenceDoctype ?? link?.owner.name ?? null,
    // Without the search of its form, a link has Frappe's own.
    query: isAllowed ? query : null,
    fetched: link === null ? new Map() : fetchedColumns(link, entry.meta, entry.hidden),
  };
}

/** Conditions of the caller win over those of the form. A list of conditions is taken as it is. */
function withFormFilters(filters: object | null, ofForm: object | undefined): unknown {
  if (ofForm === undefined || (filters !== null && !isJsonObject(filters))) return filters;
  return { ...ofForm, ...filters };
}
