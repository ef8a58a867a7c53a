import { type DocTypeCatalog, type DocTypeMeta, isTable } from '../../metadata/doctype-meta.ts';
import type { SchemaConfig } from './schema-config.ts';
import type { SchemaReport } from './schema-report.ts';

/** Applies include and exclude. Child DocTypes follow their parents, and User is always there: documents name it. */
export function chooseDocTypes(doctypes: DocTypeCatalog, config: SchemaConfig, report: SchemaReport): DocTypeMeta[] {
  const { include, exclude } = config;
  const includesAll = include.apps.length + include.modules.length + include.doctypes.length === 0;
  const isChosen = (meta: DocTypeMeta) =>
    meta.name === 'User' || ((includesAll || matches(include, meta)) && !matches(exclude, meta));
  const chosen = new Set([...doctypes.values()].filter(isChosen).map((meta) => meta.name));
  for (const name of [...chosen]) {
    for (const table of doctypes.get(name)?.docfields.filter(isTable) ?? []) chosen.add(table.options ?? '');
  }
  const isShown = ({ name }: DocTypeMeta) => chosen.has(name) && !exclude.doctypes.includes(name);
  for (const name of include.doctypes) {
    if (!doctypes.has(name)) report.hidden.push({ doctype: name, reason: 'included by name, but not on the site' });
  }
  for (const meta of doctypes.values()) {
    if (!isShown(meta) && meta.name !== 'User')
      report.hidden.push({ doctype: meta.name, reason: 'left out by configuration' });
  }
  return [...doctypes.values()].filter((meta) => meta.name === 'User' || isShown(meta));
}

function matches(choice: SchemaConfig['include'], meta: DocTypeMeta): boolean {
  return (
    choice.doctypes.includes(meta.name) ||
    choice.modules.includes(meta.module) ||
    (meta.app !== null && choice.apps.includes(meta.app))
  );
}
