import { expect, test } from 'vitest';
import { readRecording } from '../demo/recording.ts';
import { RECORDED_DESK_CASES, RECORDED_FILE_CASES } from './cases/recorded/desk.ts';
import { RECORDED_DOC_METHOD_CASES, RECORDED_JOB_CASES } from './cases/recorded/doc-methods.ts';
import { RECORDED_FILTER_CASES } from './cases/recorded/filters.ts';
import { RECORDED_COUNT_CASES, RECORDED_FIELD_CASES, RECORDED_LIST_CASES } from './cases/recorded/lists.ts';
import { RECORDED_METHOD_CASES } from './cases/recorded/methods.ts';
import { RECORDED_PERMISSION_CASES } from './cases/recorded/permissions.ts';
import { RECORDED_SIGN_IN_CASES } from './cases/recorded/sign-in.ts';

test('every recorded exchange of lists, fields, filters, counts, permissions and sign-ins has its case', () => {
  const cases = [
    ...RECORDED_FILTER_CASES,
    ...RECORDED_LIST_CASES,
    ...RECORDED_FIELD_CASES,
    ...RECORDED_COUNT_CASES,
    ...RECORDED_PERMISSION_CASES,
    ...RECORDED_SIGN_IN_CASES,
  ];
  const covered = cases.map(({ name }) => /^recorded (\S+):/.exec(name)?.[1]);
  const ids = ([14, 15, 16, 17] as const).flatMap((version) => readRecording(version).map(({ id }) => id));
  const reads = new Set(ids.filter((id) => /^(?:list|fields|filter|count|perm|auth)\./.test(id)));
  expect(reads.size).toBeGreaterThan(80);
  expect([...reads].filter((id) => !covered.includes(id))).toEqual([]);
  expect(covered.filter((id) => id === undefined || !reads.has(id))).toEqual([]);
});

test('every recorded exchange of methods, document methods and jobs has its case', () => {
  const cases = [...RECORDED_METHOD_CASES, ...RECORDED_DOC_METHOD_CASES, ...RECORDED_JOB_CASES];
  const covered = cases.map(({ name }) => /^recorded (\S+):/.exec(name)?.[1]);
  const ids = ([14, 15, 16, 17] as const).flatMap((version) => readRecording(version).map(({ id }) => id));
  const called = new Set(ids.filter((id) => /^(?:method|docmethod|job)\./.test(id)));
  expect(called.size).toBe(73);
  expect(covered.toSorted()).toEqual([...called].toSorted());
});

test('every recorded exchange of the desk and of files has its case', () => {
  const covered = [...RECORDED_DESK_CASES, ...RECORDED_FILE_CASES].map(
    ({ name }) => /^recorded (\S+):/.exec(name)?.[1],
  );
  const ids = ([14, 15, 16, 17] as const).flatMap((version) => readRecording(version).map(({ id }) => id));
  const recorded = new Set(ids.filter((id) => /^(?:desk|file)\./.test(id)));
  expect(recorded.size).toBe(16);
  expect(covered.toSorted()).toEqual([...recorded].toSorted());
});
