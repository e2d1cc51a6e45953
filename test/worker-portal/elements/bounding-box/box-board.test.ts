import { expect, it } from '@jest/globals';
import { BoxBoard } from '../../../../worker-portal/elements/bounding-box/box-board.ts';

const box = (left: number) => ({ label: 'robin', left, top: 10, width: 20, height: 20 });

function board() {
  let changes = 0;
  const made = new BoxBoard(() => {
    changes += 1;
  });
  made.image = { width: 100, height: 100 };
  return { made, changes: () => changes, lefts: () => made.boxes.map(({ left }) => left) };
}

it('undoes and redoes step by step, a held arrow key as one step', () => {
  const { made, lefts } = board();
  made.add(box(10));
  for (let step = 0; step < 5; step++) made.nudge({ x: 1, y: 0 }, false);
  expect(lefts()).toEqual([15]);
  made.undo();
  expect(lefts()).toEqual([10]);
  made.undo();
  expect(lefts()).toEqual([]);
  expect(made.undo()).toBe(false);
  made.redo();
  made.redo();
  expect(lefts()).toEqual([15]);
  made.add(box(50));
  expect(made.redo()).toBe(false);
});

it('selects the neighbour of a removed box and goes round in drawing order', () => {
  const { made } = board();
  made.add(box(10), box(20), box(30));
  made.selectNext(1);
  expect(made.selected?.left).toBe(10);
  made.selectNext(-1);
  expect(made.selected?.left).toBe(30);
  made.removeSelected();
  expect(made.selected?.left).toBe(20);
  made.select(undefined);
  expect(made.removeSelected()).toBe(false);
});

it('keeps the label for what is drawn next and gives it to the selected box, and reports changes only', () => {
  const { made, changes } = board();
  made.add(box(10));
  made.choose('wren');
  made.choose('wren');
  expect(made.label).toBe('wren');
  expect(made.selected?.label).toBe('wren');
  expect(changes()).toBe(2);
});
