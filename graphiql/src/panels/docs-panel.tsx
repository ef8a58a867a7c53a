import { useGraphiQL } from '@graphiql/react';
import { useMemo, useState } from 'react';
import { Icon } from '../layout/icons.tsx';
import { showDocs, view } from '../layout/view.ts';
import { useStore } from '../store.ts';
import { RootFieldView, TypeView } from './docs-views.tsx';
import { type DocTypeDocs, indexSchema, ROOTS, type RootFieldDocs, type SchemaIndex } from './schema-index.ts';

/** The schema, by the modules and labels of the site. */
export function DocsPanel() {
  const { schema, isIntrospecting } = useGraphiQL((state) => ({
    schema: state.schema,
    isIntrospecting: state.isIntrospecting,
  }));
  const { docs } = useStore(view);
  const index = useMemo(() => (schema ? indexSchema(schema) : null), [schema]);
  if (index === null) {
    return <p className="hint">{isIntrospecting ? 'Loading the schema …' : 'The schema is not shown to you.'}</p>;
  }
  if (docs === null) return <Overview index={index} />;
  return (
    <div key={docs} ref={scrollToTop}>
      <button type="button" className="quiet back" onClick={() => showDocs(null)}>
        <Icon name="back" />
        All DocTypes
      </button>
      <Shown index={index} name={docs} />
    </div>
  );
}

function scrollToTop(element: HTMLElement | null): void {
  element?.parentElement?.scrollTo({ top: 0 });
}

function Shown({ index, name }: { index: SchemaIndex; name: string }) {
  const [root, fieldName] = name.split('.');
  const rootField = index.rootFields.find((each) => each.root === root && each.field.name === fieldName);
  if (rootField) return <RootFieldView rootField={rootField} />;
  const type = index.schema.getType(name);
  return type ? <TypeView index={index} type={type} /> : <p className="hint">{name} is not in the schema.</p>;
}

const MOST_FOUND = 50;

function Overview({ index }: { index: SchemaIndex }) {
  const [search, setSearch] = useState('');
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return (
    <>
      <label className="search">
        Search the schema
        <input type="search" value={search} onChange={({ target }) => setSearch(target.value)} />
      </label>
      {words.length > 0 ? <Found index={index} words={words} /> : <Modules index={index} />}
    </>
  );
}

function Modules({ index: { modules, rootFields, about } }: { index: SchemaIndex }) {
  const aboutDocTypes = new Set([...about.values()].flat());
  const others = rootFields.filter((rootField) => !aboutDocTypes.has(rootField));
  return (
    <>
      {modules.map(([module, doctypes]) => (
        <details key={module} className="module">
          <summary>
            {module} <span className="count">{doctypes.length}</span>
          </summary>
          <ul>
            {doctypes.map((each) => (
              <DocTypeItem key={each.type} docs={each} />
            ))}
          </ul>
        </details>
      ))}
      <h2>Beyond DocTypes</h2>
      {ROOTS.map((root) => {
        const fields = others.filter((each) => each.root === root);
        if (fields.length === 0) return null;
        return (
          <details key={root} className="module">
            <summary>
              {root} <span className="count">{fields.length}</span>
            </summary>
            <ul>
              {fields.map((each) => (
                <RootFieldItem key={each.field.name} rootField={each} />
              ))}
            </ul>
          </details>
        );
      })}
    </>
  );
}

function Found({ index, words }: { index: SchemaIndex; words: readonly string[] }) {
  const fits = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const doctypes = [...index.doctypes.values()].filter(({ doctype, type }) => fits(`${doctype} ${type}`));
  const fields = index.rootFields.filter(({ field }) => fits(field.name));
  const types = Object.keys(index.schema.getTypeMap()).filter((name) => !index.doctypes.has(name) && fits(name));
  if (doctypes.length + fields.length + types.length === 0)
    return <p className="hint">Nothing in the schema matches.</p>;
  return (
    <ul className="found">
      {doctypes.slice(0, MOST_FOUND).map((each) => (
        <DocTypeItem key={each.type} docs={each} />
      ))}
      {fields.slice(0, MOST_FOUND).map((each) => (
        <RootFieldItem key={`${each.root}.${each.field.name}`} rootField={each} />
      ))}
      {types.slice(0, MOST_FOUND).map((name) => (
        <li key={name}>
          <button type="button" className="entry" onClick={() => showDocs(name)}>
            <code>{name}</code>
          </button>
        </li>
      ))}
    </ul>
  );
}

function DocTypeItem({ docs: { doctype, type, nature } }: { docs: DocTypeDocs }) {
  return (
    <li>
      <button type="button" className="entry" onClick={() => showDocs(type)}>
        <strong>{doctype}</strong>
        <small>
          <code>{type}</code>
          {nature && `, ${nature}`}
        </small>
      </button>
    </li>
  );
}

function RootFieldItem({ rootField: { root, field } }: { rootField: RootFieldDocs }) {
  return (
    <li>
      <button type="button" className="entry" onClick={() => showDocs(`${root}.${field.name}`)}>
        <code>{field.name}</code>
        <small>{(field.description ?? '').split('\n')[0]}</small>
      </button>
    </li>
  );
}
