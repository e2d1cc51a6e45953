import { describe, expect, it } from '@jest/globals';
import { EntityEditor, readEntities } from '../../../../worker-portal/elements/entity/entity-editor.ts';
import { TextOffsets } from '../../../../worker-portal/elements/entity/text-offsets.ts';

const editorOf = (text: string, { mayOverlap = false, label = 'person' } = {}) =>
  new EntityEditor(new TextOffsets(text), [], label, mayOverlap);
const places = (editor: EntityEditor) =>
  editor.entities.map(({ label, startOffset, endOffset }) => [label, startOffset, endOffset]);

describe('offsets', () => {
  it.each([
    ['an emoji is one', 'Hi 👋🏽 Ana', 'Ana', [6, 9]],
    ['a flag is two', '🇹🇼 Ana', 'Ana', [3, 6]],
    ['a combining mark is one of its own', 'cafe\u0301 Ana', 'Ana', [6, 9]],
    ['a line break of two characters is two', 'a\r\nAna', 'Ana', [3, 6]],
    ['a letter beyond the first plane is one', '𠮷野家 Ana', 'Ana', [4, 7]],
  ])('%s', (_, text, word, [start, end]) => {
    const offsets = new TextOffsets(text);
    const unit = text.indexOf(word);
    expect([offsets.pointOf(unit), offsets.pointOf(unit + word.length)]).toEqual([start, end]);
    expect([...text].slice(start, end).join('')).toBe(word);
    expect(offsets.slice(start!, end!)).toBe(word);
  });

  it('never parts a code point', () => {
    const offsets = new TextOffsets('a👋b');
    expect([0, 1, 2, 3, 4].map((unit) => offsets.pointOf(unit))).toEqual([0, 1, 1, 2, 3]);
  });

  it('parts words of languages without blanks too', () => {
    const text = '我喜歡咖啡。';
    const { words } = new TextOffsets(text);
    expect(words.length).toBeGreaterThan(1);
    expect(words.at(-1)!.end).toBe(5);
  });
});

describe('marking', () => {
  it('leaves out blanks at the ends, and refuses nothing but blanks', () => {
    const editor = editorOf('  Ana  went');
    expect(editor.mark(0, 7)).toBe('changed');
    expect(places(editor)).toEqual([['person', 2, 5]]);
    expect(editor.mark(5, 7)).toBe('blank');
  });

  it('refuses what a label has a part of already, and gives all of it another label', () => {
    const editor = editorOf('Ana Lopez went');
    editor.mark(0, 9);
    expect(editor.mark(4, 14)).toBe('overlap');
    editor.select(undefined);
    editor.label = 'place';
    expect(editor.mark(0, 9)).toBe('changed');
    expect(places(editor)).toEqual([['place', 0, 9]]);
  });

  it('may overlap where the template says so', () => {
    const editor = editorOf('Ana Lopez went', { mayOverlap: true });
    editor.mark(0, 9);
    expect(editor.mark(4, 9)).toBe('changed');
    expect(places(editor)).toEqual([
      ['person', 0, 9],
      ['person', 4, 9],
    ]);
  });

  it('is undone and redone step by step', () => {
    const editor = editorOf('Ana Lopez went');
    editor.mark(0, 3);
    editor.mark(4, 9);
    editor.remove(0);
    expect([editor.undo(), editor.entities.length]).toEqual(['changed', 2]);
    editor.undo();
    editor.undo();
    expect([editor.canUndo, editor.redo(), places(editor)]).toEqual([false, 'changed', [['person', 0, 3]]]);
  });
});

it('marks word by word by keys, grows, and moves the end by one character', () => {
  const editor = editorOf('Ana Lopez went home');
  editor.moveByWord(1, false);
  editor.moveByWord(1, true);
  expect(editor.cursor).toEqual({ start: 0, end: 9 });
  editor.moveEnd(-1);
  expect(editor.markCursor()).toBe('changed');
  expect(places(editor)).toEqual([['person', 0, 8]]);
  expect(editor.moveEnd(1)).toBe('changed');
  editor.moveByWord(1, false);
  expect(editor.cursor).toEqual({ start: 10, end: 14 });
  editor.moveByWord(-1, false);
  expect(editor.cursor).toEqual({ start: 4, end: 9 });
});

it('reads an initial value or an answer, and leaves out what is no part of the text', () => {
  const good = { label: 'a', startOffset: 0, endOffset: 3 };
  const bad = [
    { label: 'a', startOffset: 2, endOffset: 2 },
    { label: 'a', startOffset: -1, endOffset: 2 },
  ];
  const beyond = { label: 'a', startOffset: 1, endOffset: 9 };
  expect(readEntities([good, ...bad, beyond, null, 'x'], 5)).toEqual([good]);
  expect(readEntities({ entities: [good] }, 5)).toEqual([good]);
  for (const none of [undefined, null, {}, 'x']) expect(readEntities(none, 5)).toEqual([]);
});
