import { describe, expect, it } from '@jest/globals';
import { isSimple } from '../../../../worker-portal/elements/polygon/labeled-polygon.ts';
import { PolygonEditor } from '../../../../worker-portal/elements/polygon/polygon-editor.ts';

const SIZE = { width: 200, height: 100 };
const REACH = 4;
const point = (x: number, y: number) => ({ x, y });
const SQUARE = [point(10, 10), point(50, 10), point(50, 50), point(10, 50)];

const corners = (editor: PolygonEditor, at = 0) => editor.shown[at]!.vertices.map(({ x, y }) => [x, y]);
const drag = (editor: PolygonEditor, from: { x: number; y: number }, to: { x: number; y: number }) => {
  editor.press(from, REACH);
  editor.drag(to);
  return editor.release();
};
function editorWithSquare() {
  const editor = new PolygonEditor(SIZE, [{ label: 'dog', vertices: SQUARE }], 'cat');
  expect(editor.press(point(30, 11), REACH)).toBe('selected');
  editor.release();
  return editor;
}

describe('drawing', () => {
  it('places vertices by clicks and closes where it began', () => {
    const editor = new PolygonEditor(SIZE, [], 'cat');
    for (const vertex of SQUARE) expect(editor.press(vertex, REACH)).toBe('begun');
    expect(editor.polygons).toEqual([]);
    expect(editor.press(point(12, 11), REACH)).toBe('changed');
    expect(editor.polygons).toEqual([{ label: 'cat', vertices: SQUARE }]);
    expect(editor.selection).toEqual({ polygon: 0 });
  });

  it('begins inside another polygon too, keeps to the image, and takes back vertex by vertex', () => {
    const editor = new PolygonEditor(SIZE, [{ label: 'dog', vertices: SQUARE }], 'cat');
    editor.press(point(30, 30), REACH);
    editor.press(point(230, 30), REACH);
    expect(editor.drawn).toEqual([point(30, 30), point(200, 30)]);
    expect([editor.undo(), editor.drawn.length]).toEqual(['begun', 1]);
    editor.cancel();
    expect([editor.drawn, editor.polygons.length]).toEqual([[], 1]);
  });

  it('refuses a line over a line of the same polygon', () => {
    const editor = new PolygonEditor(SIZE, [], 'cat');
    for (const vertex of [point(0, 0), point(50, 50), point(50, 0)]) editor.press(vertex, REACH);
    expect(editor.press(point(0, 50), REACH)).toBe('refused');
    expect(editor.drawn).toHaveLength(3);
    for (const vertex of [point(60, 0), point(60, 60), point(0, 60)]) editor.press(vertex, REACH);
    expect(editor.close()).toBe('changed');
    expect(isSimple([point(0, 0), point(9, 9), point(9, 0), point(0, 9)])).toBe(false);
  });
});

describe('a selected polygon', () => {
  it('has its vertices dragged, within the image', () => {
    const editor = editorWithSquare();
    editor.press(point(49, 51), REACH);
    editor.drag(point(500, 60));
    expect(corners(editor)[2]).toEqual([200, 60]);
    expect(editor.polygons[0]!.vertices).toEqual(SQUARE);
    expect(editor.release()).toBe('changed');
    expect(editor.polygons[0]!.vertices[2]).toEqual(point(200, 60));
  });

  it('gets a vertex where an edge is taken', () => {
    const editor = editorWithSquare();
    expect(drag(editor, point(9, 30), point(2, 31))).toBe('changed');
    expect(corners(editor)).toEqual([...SQUARE.map(({ x, y }) => [x, y]), [2, 31]]);
    expect(editor.remove()).toBe('changed');
    expect(editor.polygons[0]!.vertices).toEqual(SQUARE);
  });

  it('is moved by its inside', () => {
    const editor = editorWithSquare();
    expect(drag(editor, point(30, 30), point(35, 20))).toBe('changed');
    expect(corners(editor)[0]).toEqual([15, 0]);
  });

  it('stays as it was when an edit would cross its own lines', () => {
    const editor = editorWithSquare();
    expect(drag(editor, point(10, 30), point(120, 30))).toBe('refused');
    expect(editor.polygons[0]!.vertices).toEqual(SQUARE);
    expect([editor.selection, editor.moveBy(point(1, 0))]).toEqual([{ polygon: 0 }, 'changed']);
  });

  it('is edited by keys: vertex by vertex, inserted, moved, removed, relabeled', () => {
    const editor = editorWithSquare();
    editor.nextVertex(-1);
    expect(editor.selection).toEqual({ polygon: 0, vertex: 3 });
    expect(editor.insertVertex()).toBe('changed');
    expect(corners(editor)[4]).toEqual([10, 30]);
    editor.moveBy(point(-3, 0));
    expect(corners(editor)[4]).toEqual([7, 30]);
    editor.remove();
    expect(corners(editor)).toHaveLength(4);
    expect([editor.relabel('cat'), editor.polygons[0]!.label]).toEqual(['changed', 'cat']);
    expect([editor.remove(), editor.polygons]).toEqual(['changed', []]);
  });

  it('lets go when the click is beside it, which begins a new one', () => {
    const editor = editorWithSquare();
    expect([editor.press(point(150, 80), REACH), editor.selection]).toEqual(['begun', undefined]);
  });
});

it('undo and redo go over all edits', () => {
  const editor = editorWithSquare();
  editor.moveBy(point(5, 5));
  editor.remove();
  expect([editor.undo(), corners(editor)[0]]).toEqual(['changed', [15, 15]]);
  expect([editor.undo(), corners(editor)[0]]).toEqual(['changed', [10, 10]]);
  expect(editor.undo()).toBe('nothing');
  expect([editor.redo(), editor.redo(), editor.redo(), editor.polygons]).toEqual(['changed', 'changed', 'nothing', []]);
});
