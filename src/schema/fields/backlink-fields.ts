import type { ListPage } from '../../query/execution/paging/list-page.ts';
import { attachedKey, type BacklinkStep, type Row } from '../../query/plan/read-plan.ts';
import { valueOrThrow } from '../../query/plan/refused-value.ts';
import { readConnectionSelection } from '../../query/planner/connection-selection.ts';
import { type PlanInput, readExtension } from '../../query/planner/field-read.ts';
import { type ListArguments, listArguments, toListRead } from '../arguments/list-arguments.ts';
import type { ObjectFieldBuilder, SchemaParts } from '../builder/builder.ts';
import { type Backlink, findOpenBacklinks } from '../model/backlinks.ts';

/** `_meta { backlinks }`: documents that lead to this one by Dynamic Links, which can lead anywhere. */
export function addOpenBacklinks(parts: SchemaParts): void {
  const backlinks = findOpenBacklinks(parts.model.byDoctype);
  if (backlinks.length === 0) return;
  const type = parts.builder.objectRef<Row>('DynamicBacklinks').implement({
    description: 'Documents of any DocType that link to a document by Dynamic Links.',
    fields: (t) => Object.fromEntries(backlinks.map((backlink) => [backlink.name, backlinkField(parts, t, backlink)])),
  });
  parts.builder.interfaceField(parts.documentMeta, 'backlinks', (t) =>
    t.field({
      type,
      nullable: false,
      description: 'Documents that link to this one by a Dynamic Link, such as its comments and addresses.',
      extensions: readExtension({ kind: 'self' }),
      resolve: (row) => row,
    }),
  );
}

/** A field of a document that finds the documents which link to it. */
export function backlinkField(parts: SchemaParts, t: ObjectFieldBuilder, backlink: Backlink) {
  const { source, name, link, table } = backlink;
  const connection = parts.connections.get(source.meta.name);
  if (connection === undefined) throw new Error(`The schema lacks a connection of ${source.meta.name}.`);
  const where = table ? `${table.field.docfield.label ?? table.field.name} of ` : '';
  return t.field({
    type: connection,
    description: `${source.meta.name} documents whose ${where}${link.docfield.label ?? link.name} is this one.`,
    args: listArguments(parts, source, t.arg),
    extensions: readExtension({ kind: 'arguments', toStep: (input) => toStep(parts, backlink, input) }),
    resolve: (row: Row, args) => (valueOrThrow(row[keyOf(name, args)]) as ListPage | undefined) ?? null,
  });
}

function toStep(
  parts: SchemaParts,
  { name, source, link, table, doctypeFieldname }: Backlink,
  input: PlanInput,
): BacklinkStep {
  const selection = readConnectionSelection(input.context, input.field.type, input.nodes);
  const plan = () => input.plan(source.meta.name, selection.nodes);
  const args = input.args as ListArguments;
  return {
    kind: 'backlink',
    key: keyOf(name, input.args),
    linkFieldname: link.docfield.fieldname,
    doctypeFieldname,
    table: table ? { fieldname: table.field.docfield.fieldname, child: table.child.meta } : null,
    read: toListRead(parts.model, input.context.limits, source, args, selection, plan),
  };
}

/** One query may ask for several pages of the same backlink: their arguments distinguish them. */
function keyOf(name: string, args: object): string {
  return attachedKey(`${name}(${JSON.stringify(args)})`);
}
