import { describe, expect, test } from 'vitest';
import { readRenameComment } from '../../src/sources/rename-comment.ts';

describe('the comment about a rename', () => {
  test.for([
    ['renamed from <strong>A</strong> to <strong>B</strong>', 'B'],
    ['merged <strong>A</strong> into <strong>B</strong>', 'B'],
    ['renamed from <b>A</b> to <b>B</b>', 'B'],
    ['<div>renamed from <strong>A</strong> to <strong>B</strong></div>', 'B'],
    // Renamed again since, back or to another name: the comment goes along.
    ['renamed from <strong>A</strong> to <strong>B</strong>', 'C'],
    ['renamed from <strong>A</strong> to <strong>B</strong>', 'A'],
    // German, and Japanese as far as it may put the new name first.
    ['umbenannt von <strong>A</strong> in <strong>B</strong>', 'B'],
    ['<strong>B</strong> に <strong>A</strong> から名前が変更されました', 'B'],
  ])('gives both names: %s, of %s', ([content = '', document = '']) => {
    expect(readRenameComment(content, document)).toEqual({ oldName: 'A', newName: 'B' });
  });

  test('gives names as they are, not as HTML writes them', () => {
    const content = 'renamed from <strong>R&amp;D "x" &#39;y&#39;</strong> to <strong>A &lt; B &#x41;&nbsp;</strong>';
    expect(readRenameComment(content, '')).toEqual({ oldName: `R&D "x" 'y'`, newName: 'A < B A\u00a0' });
    expect(readRenameComment('renamed from <strong>&nope; &#9999999;</strong> to <strong>B</strong>', '')).toEqual({
      oldName: '&nope; &#9999999;',
      newName: 'B',
    });
  });

  test.for([
    'changed the title to <strong>B</strong>',
    'from <strong>A</strong> over <strong>B</strong> to <strong>C</strong>',
    'renamed from <strong>A</strong> to <strong>A</strong>',
    'renamed from A to B',
    '',
  ])('is not another comment: %s', (content) => {
    expect(readRenameComment(content, 'B')).toBeNull();
  });

  test('does not look long through a text that no rename writes', () => {
    const start = performance.now();
    expect(readRenameComment('<b>'.repeat(300_000), 'B')).toBeNull();
    expect(performance.now() - start).toBeLessThan(500);
  });
});
