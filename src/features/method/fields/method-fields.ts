import { listWhitelistedMethods, type ReturnedRecord } from '../../../metadata/whitelisted-method.ts';
import { addCosts } from '../../../query/plan/cost.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import { callMethod } from '../call-method.ts';
import { argumentsOf, nameArguments } from './argument-types.ts';
import { toCall, toMethodArguments } from './argument-values.ts';
import { addCallFields } from './call-fields.ts';
import { addDocMethodField } from './doc-method-fields.ts';
import { costOfReturned, type DocMethodPayloads } from './doc-method-payload.ts';
import { countCalls, describeMethod, extraArgument } from './method-field-options.ts';
import { type NamedMethod, nameMethods } from './method-names.ts';
import { type MethodPayloads, methodPayload } from './method-payload.ts';
import { costOfRecord, planRecord, type RecordPayloads, recordPayload, showRecord } from './record-payload.ts';
import { planUnsaved, returnedEntry, showResult, unsavedPayload } from './unsaved-payload.ts';

/** A field for each whitelisted method that is known: a query where it only reads, else a mutation. */
export function addMethodFields(parts: SchemaParts): void {
  const { config } = parts;
  const payloads: MethodPayloads = new Map();
  const docPayloads: DocMethodPayloads = new Map();
  const records: RecordPayloads = new Map();
  addCallFields(parts, payloads);
  const methods = listWhitelistedMethods(config.whitelisted, config.methods);
  for (const named of nameMethods(parts.model, methods, new Set(parts.rootFields))) {
    const entry = named.method.doctype === null ? undefined : parts.model.byDoctype.get(named.method.doctype);
    const record = named.method.returnsRecord;
    if (entry !== undefined) addDocMethodField(parts, docPayloads, entry, named);
    else if (record !== null) addRecordField(parts, records, record, named);
    else addFunctionField(parts, payloads, named);
  }
}

/** `shopfloor_api_add(a, b) { result }`. */
function addFunctionField(parts: SchemaParts, payloads: MethodPayloads, { field, method }: NamedMethod): void {
  const { path, isQuery, returns, returnsClass, extraArgs } = method;
  const returned = returnedEntry(parts, returnsClass);
  const call = toCall(method);
  const named = nameArguments(method, extraArgs === null ? [] : [extraArgs]);
  const payload =
    returned === null ? methodPayload(parts, payloads, returns) : unsavedPayload(parts, payloads, returned);
  const add = isQuery ? parts.builder.queryField.bind(parts.builder) : parts.builder.mutationField.bind(parts.builder);
  add(field, (t) =>
    rootField(t, {
      type: payload,
      description: describeMethod(method, path),
      args: { ...argumentsOf(parts, field, named, t.arg), ...extraArgument(method, t.arg) },
      plan: (root) => ({
        calls: countCalls(root),
        unsaved: returned === null ? null : planUnsaved(root, returned),
        call: { ...call, args: toMethodArguments(named, root.args, extraArgs) },
      }),
      cost: ({ calls, unsaved }, basis) => addCosts([{ calls, rows: 0 }, costOfReturned(unsaved, basis)]),
      execute: async (scope, { call: sent, unsaved }) => {
        const answer = await callMethod(scope, sent);
        return { ...answer, returns, unsaved: await showResult(scope, unsaved, answer.result) };
      },
    }),
  );
}

/** The field of a function that returns a record, or a list of them: `erpnext_get_item_details(ctx) { result { rate } }`. */
function addRecordField(
  parts: SchemaParts,
  records: RecordPayloads,
  returned: ReturnedRecord,
  { field, method }: NamedMethod,
): void {
  const { path, isQuery, extraArgs } = method;
  const call = toCall(method);
  const named = nameArguments(method, extraArgs === null ? [] : [extraArgs]);
  const add = isQuery ? parts.builder.queryField.bind(parts.builder) : parts.builder.mutationField.bind(parts.builder);
  add(field, (t) =>
    rootField(t, {
      type: recordPayload(parts, records, returned),
      description: describeMethod(method, path),
      args: { ...argumentsOf(parts, field, named, t.arg), ...extraArgument(method, t.arg) },
      plan: (root) => ({
        calls: countCalls(root),
        record: planRecord(root),
        call: { ...call, args: toMethodArguments(named, root.args, extraArgs) },
      }),
      cost: ({ calls, record }, basis) => addCosts([{ calls, rows: 0 }, costOfRecord(record, returned, basis)]),
      execute: async (scope, { call: sent, record }) => {
        const answer = await callMethod(scope, sent);
        return { ...answer, record: await showRecord(scope, record, returned, answer.result) };
      },
    }),
  );
}
