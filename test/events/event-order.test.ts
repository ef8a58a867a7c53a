import { describe, expect, test } from 'vitest';
import type { DocEvent, DocEventKind } from '../../src/events/doc-event.ts';
import type { EventSource } from '../../src/events/event-log.ts';
import { isNews, type KnownChange, toKnown } from '../../src/events/event-order.ts';

type Told = [kind: DocEventKind, modified: number | null, source?: EventSource];

/** Which of the events are news, in the order in which they arrive. */
function news(...events: Told[]): string[] {
  return newsBefore(null, ...events);
}

/** The same on a site whose clock has not reached what comes after the horizon. */
function newsBefore(horizon: number | null, ...events: Told[]): string[] {
  let known: KnownChange | undefined;
  const told: string[] = [];
  for (const [kind, modified, source] of events) {
    const event: DocEvent = {
      doctype: 'D',
      name: 'N',
      kind,
      modified: modified === null ? null : `2026-01-0${modified}`,
    };
    if (!isNews(known, event, source, horizon === null ? null : `2026-01-0${horizon}`)) continue;
    known = toKnown(known, event);
    told.push(`${kind} ${modified ?? '-'}`);
  }
  return told;
}

describe('the new events of a document', () => {
  test('is each change once, whatever is sent again', () => {
    expect(news(['INSERT', 1], ['INSERT', 1], ['UPDATE', 2], ['UPDATE', 2], ['INSERT', 1])).toEqual([
      'INSERT 1',
      'UPDATE 2',
    ]);
  });

  test('is not the plain update that comes along with something closer', () => {
    expect(news(['INSERT', 1], ['UPDATE', 1])).toEqual(['INSERT 1']);
    expect(news(['SUBMIT', 1], ['UPDATE', 1], ['UPDATE', 1])).toEqual(['SUBMIT 1']);
  });

  test('is something closer that comes after the plain update', () => {
    expect(news(['UPDATE', 1], ['SUBMIT', 1], ['SUBMIT', 1])).toEqual(['UPDATE 1', 'SUBMIT 1']);
  });

  test('never steps back in time', () => {
    expect(news(['UPDATE', 3], ['INSERT', 1], ['UPDATE', 2], ['CANCEL', 2])).toEqual(['UPDATE 3']);
  });

  test('is the deletion, which has the time of the last change', () => {
    expect(news(['UPDATE', 2], ['DELETE', 2], ['UPDATE', 2], ['DELETE', 2])).toEqual(['UPDATE 2', 'DELETE 2']);
  });

  test('is nothing up to the deletion, once it is gone', () => {
    expect(news(['DELETE', 2], ['INSERT', 1], ['UPDATE', 2], ['CANCEL', 2])).toEqual(['DELETE 2']);
  });

  test('is a document of the same name that comes after the deletion, and then its deletion', () => {
    expect(news(['INSERT', 1], ['DELETE', 1], ['INSERT', 2], ['DELETE', 1], ['DELETE', 2])).toEqual([
      'INSERT 1',
      'DELETE 1',
      'INSERT 2',
      'DELETE 2',
    ]);
  });

  test('is one deletion, from any source and with any time', () => {
    expect(news(['UPDATE', 1], ['DELETE', 1], ['DELETE', 3, 'found'], ['DELETE', null])).toEqual([
      'UPDATE 1',
      'DELETE 1',
    ]);
    expect(news(['UPDATE', 1], ['DELETE', 3, 'found'], ['UPDATE', 2], ['DELETE', 1])).toEqual(['UPDATE 1', 'DELETE 3']);
  });

  test('includes a polled event only if nothing was reported of that change', () => {
    expect(news(['UPDATE', 1], ['INSERT', 1, 'found'], ['SUBMIT', 2, 'found'], ['SUBMIT', 2])).toEqual([
      'UPDATE 1',
      'SUBMIT 2',
    ]);
  });

  test('is everything without a time, but for the deletion of what is gone', () => {
    expect(news(['UPDATE', null], ['UPDATE', null], ['DELETE', null], ['DELETE', null], ['UPDATE', null])).toEqual([
      'UPDATE -',
      'UPDATE -',
      'DELETE -',
      'UPDATE -',
    ]);
    expect(news(['UPDATE', 2], ['UPDATE', null], ['UPDATE', 2], ['UPDATE', 1])).toEqual(['UPDATE 2', 'UPDATE -']);
  });

  test('is every other time where the known one lies in the future, and never the same one again', () => {
    expect(newsBefore(3, ['UPDATE', 9], ['UPDATE', 9], ['UPDATE', 2], ['UPDATE', 1], ['UPDATE', 3])).toEqual([
      'UPDATE 9',
      'UPDATE 2',
      'UPDATE 3',
    ]);
    expect(newsBefore(3, ['DELETE', 9], ['DELETE', 2], ['INSERT', 3], ['DELETE', 3])).toEqual([
      'DELETE 9',
      'INSERT 3',
      'DELETE 3',
    ]);
    expect(newsBefore(3, ['UPDATE', 9], ['SUBMIT', 9], ['INSERT', 9, 'found'])).toEqual(['UPDATE 9', 'SUBMIT 9']);
  });
});
