import type { DocCount } from '../../query/execution/aggregate/count-in-time.ts';
import type { Builder, SchemaParts } from '../builder/builder.ts';

/** `count { value isCapped }` of every connection. */
export function addDocumentCount(builder: Builder): SchemaParts['docCount'] {
  return builder.objectRef<DocCount>('DocumentCount').implement({
    description: 'A number of documents, counted up to a limit.',
    fields: (t) => ({
      value: t.exposeInt('value', { nullable: false, description: 'The number, or the limit if there are more.' }),
      isCapped: t.exposeBoolean('isCapped', { nullable: false, description: 'Whether there are more than `value`.' }),
    }),
  });
}
