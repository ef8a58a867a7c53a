import type { Config } from '../config.ts';
import { ConfigError, UsageError } from '../errors.ts';
import { readManifests } from '../server/persisted/manifest.ts';
import { type OperationReport, reportOperations } from '../server/persisted/report-operation.ts';
import { toBatchLimits } from '../server/site/scope-opener.ts';
import { buildValidSchema } from '../server/site/valid-schema.ts';
import { type Command, JSON_OPTION } from './command.ts';
import { paint } from './output/paint.ts';
import { forEachSite, withMethods, withSite } from './site/command-site.ts';

/** A report, with what the configuration of the site adds. */
type Finding = OperationReport & { readonly isTooExpensive: boolean };

/** Reports what persisted operations can reach, change and cost. */
export const OPERATIONS_REPORT: Command = {
  name: 'operations report',
  operands: '[FILE…]',
  summary: 'say what each persisted operation can read, change and cost',
  guide: 'limits.md#reporting-operations',
  options: JSON_OPTION,
  finding: 'operations that cannot run',
  run: (env, { json }, files) =>
    forEachSite(
      env,
      async ({ config }) => {
        const findings = await reportManifests(config, files);
        if (json) console.log(JSON.stringify(findings, null, 2));
        else for (const finding of findings) for (const line of toLines(finding)) console.log(line);
        const wrong = findings.filter(({ problems, isTooExpensive }) => isTooExpensive || problems.length > 0);
        if (wrong.length > 0) throw new ConfigError(`${wrong.length} of ${findings.length} operations cannot run.`);
      },
      !json,
    ),
};

/** @throws UsageError without a file; ConfigError for a file that is not a manifest. */
function reportManifests(config: Config, given: readonly string[]): Promise<Finding[]> {
  const files = given.length > 0 ? given : config.persisted.files;
  if (files.length === 0) throw new UsageError('operations report: name a manifest, or set PERSISTED_OPERATIONS_FILE.');
  return withSite(config, async (site) => {
    const manifest = await readManifests(files, given.length > 0 ? 'operations report' : undefined);
    const { schema } = await buildValidSchema(site.model, await withMethods(site));
    const { maxCost } = config;
    const reported = { schema, model: site.model, limits: toBatchLimits(config) };
    return [...manifest]
      .flatMap(([id, text]) => reportOperations(id, text, reported))
      .map((report) => ({
        ...report,
        isTooExpensive: report.cost !== null && (report.cost.calls > maxCost.calls || report.cost.rows > maxCost.rows),
      }));
  });
}

function toLines(finding: Finding): string[] {
  const { id, name, kind, reads, tests, changes, problems, isTooExpensive } = finding;
  const tooExpensive = isTooExpensive ? ['It may cost more than MAX_COST_CALLS or MAX_COST_ROWS allow.'] : [];
  const doctypes = Object.entries(reads).map(([doctype, fields]) => `${doctype} (${fields.join(', ')})`);
  return [
    `${name ?? '(without a name)'}  ${kind} ${id}${describeCost(finding)}`,
    ...[...problems, ...tooExpensive].map((problem) => `  ${paint('red', 'wrong')}    ${problem}`),
    ...(changes.length > 0 ? [`  changes  ${changes.join(', ')}`] : []),
    ...doctypes.map((line) => `  reads    ${line}`),
    ...(tests.length > 0 ? [`  tests    ${tests.join(', ')}`] : []),
  ];
}

function describeCost({ cost, assumed, unplanned }: Finding): string {
  if (unplanned !== null) return `: cost unknown without its variables (${unplanned})`;
  if (cost === null) return '';
  const variables = Object.keys(assumed).length > 0 ? ` with ${JSON.stringify(assumed)}` : '';
  return `: up to ${count(cost.calls, 'call')}, ${count(cost.rows, 'row')}${variables}`;
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}
