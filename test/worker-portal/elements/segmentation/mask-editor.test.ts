import { expect, it } from '@jest/globals';
import { emptyMask, type Rectangle, usedLabels } from '../../../../worker-portal/elements/segmentation/label-mask.ts';
import { MaskEditor } from '../../../../worker-portal/elements/segmentation/mask-editor.ts';

const REACH = 2;
const point = (x: number, y: number) => ({ x, y });
function editing() {
  const painted: Rectangle[] = [];
  const editor = new MaskEditor(emptyMask(20, 20), (area) => painted.push(area));
  editor.brushSize = 4;
  return { editor, painted, labelAt: (x: number, y: number) => editor.mask.pixels[y * 20 + x] };
}

it('a stroke is one step, however many moves it has', () => {
  const { editor, labelAt } = editing();
  editor.press(point(4, 4), REACH);
  editor.drag(point(10, 4));
  editor.drag(point(10, 12));
  expect([editor.release(), labelAt(10, 11)]).toEqual([true, 1]);
  expect([editor.undo(), usedLabels(editor.mask), editor.canUndo]).toEqual([true, [], false]);
  expect([editor.redo(), labelAt(4, 4)]).toEqual([true, 1]);
});

it('a stroke that is cancelled leaves nothing, and what was painted is shown again', () => {
  const { editor, painted } = editing();
  editor.press(point(4, 4), REACH);
  editor.drag(point(14, 4));
  editor.cancel();
  expect([usedLabels(editor.mask), editor.canUndo]).toEqual([[], false]);
  expect(painted.at(-1)).toEqual({ left: 2, top: 2, width: 14, height: 4 });
});

it('the eraser takes away, the fill fills, with the label chosen', () => {
  const { editor, labelAt } = editing();
  editor.tool = 'fill';
  editor.label = 2;
  expect(editor.press(point(0, 0), REACH)).toBe(true);
  editor.tool = 'eraser';
  editor.press(point(10, 10), REACH);
  editor.release();
  expect([labelAt(10, 10), labelAt(0, 0)]).toEqual([0, 2]);
});

it('a polygon closes on its first corner; undo takes back corners first', () => {
  const { editor, labelAt } = editing();
  editor.tool = 'polygon';
  for (const corner of [point(2, 2), point(12, 2), point(18, 18), point(12, 12)]) editor.press(corner, REACH);
  expect([editor.undo(), editor.corners.length]).toEqual([false, 3]);
  editor.press(point(2, 12), REACH);
  editor.drag(point(2, 10));
  expect(editor.press(point(3, 3), REACH)).toBe(true);
  expect([labelAt(5, 5), labelAt(2, 11), editor.corners.length]).toEqual([1, 0, 0]);
  editor.press(point(2, 2), REACH);
  editor.tool = 'brush';
  expect([editor.corners, editor.isDrawing]).toEqual([[], false]);
});

it('the brush stays between one pixel and a size that people can see', () => {
  const { editor } = editing();
  editor.brushSize = 0.2;
  expect(editor.brushSize).toBe(1);
  editor.brushSize = 9999;
  expect(editor.brushSize).toBe(400);
});
