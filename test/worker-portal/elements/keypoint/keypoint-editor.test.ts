import { describe, expect, it } from '@jest/globals';
import { KeypointEditor, readKeypoints } from '../../../../worker-portal/elements/keypoint/keypoint-editor.ts';

const SIZE = { width: 400, height: 300 };
const LABELS = ['nose', 'left eye', 'right eye'];
const begin = (hasObjects = true, points: Parameters<typeof readKeypoints>[0] = []) =>
  new KeypointEditor(SIZE, readKeypoints(points), 'nose', { labels: LABELS, isSkeleton: true, hasObjects });
const at = (x: number, y = 100) => ({ x, y });
const shown = ({ points }: KeypointEditor) =>
  points.map(({ label, x, object, visible }) => [label, x, object, visible]);

describe('an editor of skeletons', () => {
  it('goes on to the next label, and from the last one to another object', () => {
    const editor = begin();
    for (const x of [10, 20, 30, 200]) editor.place(at(x));
    expect(shown(editor)).toEqual([
      ['nose', 10, 1, undefined],
      ['left eye', 20, 1, undefined],
      ['right eye', 30, 1, undefined],
      ['nose', 200, 2, undefined],
    ]);
    expect([editor.label, editor.object]).toEqual(['left eye', 2]);
  });

  it('has one point of a label an object: the next one moves it', () => {
    const editor = begin(false);
    for (const x of [10, 20, 30]) editor.place(at(x));
    editor.relabel('left eye');
    editor.place(at(25));
    expect(shown(editor).map(([label, x]) => [label, x])).toEqual([
      ['nose', 10],
      ['left eye', 25],
      ['right eye', 30],
    ]);
    expect(shown(editor).every(([, , object]) => object === undefined)).toBe(true);
  });

  it('leaves labels out, begins an object early, and hides a point', () => {
    const editor = begin();
    editor.place(at(10));
    expect(editor.toggleVisible()).toBe(true);
    editor.skip();
    editor.place(at(30));
    editor.beginObject();
    editor.place(at(200));
    expect(shown(editor)).toEqual([
      ['nose', 10, 1, false],
      ['right eye', 30, 1, undefined],
      ['nose', 200, 2, undefined],
    ]);
    editor.select(0);
    editor.toggleVisible();
    expect(shown(editor)[0]).toEqual(['nose', 10, 1, undefined]);
    expect([editor.label, editor.object]).toEqual(['left eye', 1]);
  });

  it('asks for a point again that was undone or removed, and not for one that was redone', () => {
    const editor = begin();
    editor.place(at(10));
    editor.place(at(20));
    editor.undo();
    expect(editor.label).toBe('left eye');
    editor.redo();
    expect(editor.label).toBe('right eye');
    editor.select(0);
    editor.remove();
    expect([editor.label, editor.object]).toEqual(['nose', 1]);
  });

  it('goes on behind what the task began with', () => {
    const editor = begin(true, [{ label: 'nose', x: 1, y: 2, object: 3, visible: false }]);
    editor.place(at(200));
    expect(shown(editor)).toEqual([
      ['nose', 1, 3, false],
      ['nose', 200, 4, undefined],
    ]);
  });
});
