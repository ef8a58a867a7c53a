import { badUserInput } from '../../../errors.ts';
import { costOfAnyTargets } from '../../../query/execution/plan-cost.ts';
import { addCosts } from '../../../query/plan/cost.ts';
import { planDocuments } from '../../../query/planner/plan-field.ts';
import { planDocumentsOfAll } from '../../../query/planner/plan-selection.ts';
import type { RootInput } from '../../../query/selection/root-definition.ts';
import { selectedOf } from '../../../query/selection/selection.ts';
import { toSize } from '../../../schema/arguments/page-arguments.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import { type GlobalSearch, globalSearch, type SearchHit } from '../global-search.ts';
import { addSearchLink } from './search-link-field.ts';
import { targetDocType } from './target-document.ts';

/** `searchLink` and `globalSearch`. */
export function addSearchFields(parts: SchemaParts): void {
  addSearchLink(parts);
  addGlobalSearch(parts);
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
      content: t.exposeString('content', {
        description: 'The matching text, as far as everybody who can read the document may see it.',
      }),
    }),
  });
  builder.queryField('globalSearch', (t) =>
    rootField(t, {
      type: [hit],
      description:
        'Documents of all DocTypes that the site indexes. Documents that you cannot read are left out, so a page can be short.',
      args: {
        text: t.arg.string({ required: true, description: 'The text to look for; separate several words by `&`.' }),
        doctype: t.arg.string({ description: 'Look in this DocType alone.' }),
        first: t.arg.int({ description: 'Maximum number of entries.' }),
        offset: t.arg.int({ description: 'Number of entries to skip.' }),
      },
      plan: (input) => {
        const { text, doctype, first, offset } = input.args;
        const size = toSize('first', first, input.context.limits);
        if ((offset ?? 0) < 0) throw badUserInput('offset cannot be negative.', 'offset');
        if (doctype) targetDocType(parts, doctype, 'doctype');
        const only = doctype || null;
        return { text, doctype: only, size, offset: offset ?? 0, plans: plansOfHits(input, only) };
      },
      cost: ({ size: rows, plans }, basis) => {
        // Hits are read whatever is asked of them, because callers also find documents that they cannot read.
        return addCosts([{ calls: 1, rows }, costOfAnyTargets([...plans.values()], rows, basis)]);
      },
      execute: (scope, search) => (search.size === 0 || search.text.trim() === '' ? [] : globalSearch(scope, search)),
    }),
  );
}

/** Only those of the DocType that is searched, if one is named. */
function plansOfHits({ context, field, nodes }: RootInput<unknown>, doctype: string | null): GlobalSearch['plans'] {
  const asked = selectedOf(context, field.type, nodes).get('document') ?? [];
  return doctype === null
    ? planDocumentsOfAll(context, asked)
    : new Map([[doctype, planDocuments(context, doctype, asked)]]);
}
