import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isSpecifiedScalarType,
  isUnionType,
} from 'graphql';
import { showDocs } from '../layout/view.ts';
import { hasFields, labelOf, ROOTS, type RootFieldDocs, type SchemaIndex } from './schema-index.ts';

/** A type: of a DocType by its labels, of anything else by its names. */
export function TypeView({ index, type }: { index: SchemaIndex; type: GraphQLNamedType }) {
  const docs = index.doctypes.get(type.name);
  const about = index.about.get(type.name) ?? [];
  return (
    <article className="docs">
      <h2>{docs?.doctype ?? type.name}</h2>
      <p className="signature">
        <code>{type.name}</code>
        {docs && `, ${docs.module}${docs.nature && `, ${docs.nature}`}`}
      </p>
      <Text text={docs ? docs.about : type.description} />
      {ROOTS.map((root) => (
        <RootFields key={root} root={root} fields={about.filter((each) => each.root === root)} />
      ))}
      {hasFields(type) && <Fields fields={Object.values(type.getFields())} />}
      {isInputObjectType(type) && <Fields fields={Object.values(type.getFields())} />}
      {isEnumType(type) && (
        <ul className="fields">
          {type.getValues().map(({ name, description }) => (
            <li key={name}>
              <code>{name}</code>
              <Text text={description} />
            </li>
          ))}
        </ul>
      )}
      {isUnionType(type) && (
        <ul className="fields">
          {type.getTypes().map((each) => (
            <li key={each.name}>
              <TypeLink type={each} />
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}

const HEADINGS = { Query: 'Reading', Mutation: 'Writing', Subscription: 'Following' } as const;

function RootFields({ root, fields }: { root: RootFieldDocs['root']; fields: readonly RootFieldDocs[] }) {
  if (fields.length === 0) return null;
  return (
    <details>
      <summary>
        {HEADINGS[root]} <span className="count">{fields.length}</span>
      </summary>
      <ul className="fields">
        {fields.map(({ field }) => (
          <li key={field.name}>
            <button type="button" className="link" onClick={() => showDocs(`${root}.${field.name}`)}>
              {field.name}
            </button>
            <Text text={field.description} />
          </li>
        ))}
      </ul>
    </details>
  );
}

/** A field of Query, Mutation or Subscription. */
export function RootFieldView({ rootField: { root, field } }: { rootField: RootFieldDocs }) {
  return (
    <article className="docs">
      <h2>{field.name}</h2>
      <p className="signature">
        {root}, returns <TypeLink type={field.type} />
      </p>
      <Text text={field.description} />
      {field.args.length > 0 && <h3>Arguments</h3>}
      <Fields fields={field.args} />
    </article>
  );
}

type AnyField = GraphQLField<unknown, unknown> | GraphQLInputField | GraphQLArgument;

/** Fields of docfields by their labels first; then what else a type has. */
function Fields({ fields }: { fields: readonly AnyField[] }) {
  const labelled = fields.filter((field) => labelOf(field) !== null);
  const others = fields.filter((field) => labelOf(field) === null);
  return (
    <ul className="fields">
      {[...labelled, ...others].map((field) => {
        const label = labelOf(field);
        return (
          <li key={field.name}>
            {label && (
              <p className="label">
                <strong>{label.label}</strong> <small>{label.traits}</small>
              </p>
            )}
            <p className="signature">
              <code>{field.name}</code>: <TypeLink type={field.type} />
            </p>
            <Text text={label ? label.about : field.description} />
          </li>
        );
      })}
    </ul>
  );
}

function TypeLink({ type }: { type: GraphQLType }) {
  const named = getNamedType(type);
  const [before = '', after = ''] = String(type).split(named.name);
  if (isSpecifiedScalarType(named)) return <code>{String(type)}</code>;
  return (
    <code>
      {before}
      <button type="button" className="link" onClick={() => showDocs(named.name)}>
        {named.name}
      </button>
      {after}
    </code>
  );
}

function Text({ text }: { text: string | null | undefined }) {
  if (!text) return null;
  return <p className="text">{text.replaceAll('`', '')}</p>;
}
