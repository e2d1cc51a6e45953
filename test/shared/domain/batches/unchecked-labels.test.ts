import { expect, it } from '@jest/globals';
import { judgeable, uncheckedLabels } from '../../../../shared/domain/batches/unchecked-labels.ts';

it.each([
  ['says nothing', {}, []],
  ['is missing', undefined, []],
  ['says no list', { 'checked-for': 'owl' }, []],
  ['names every label', { 'checked-for': ['duck', 'wren', 'owl'] }, []],
  ['is older than the last label', { 'checked-for': ['owl', 'duck'] }, [2]],
  ['names labels that are gone', { 'checked-for': ['goose', 'duck'] }, [0, 2]],
  ['names none', { 'checked-for': [] }, [0, 1, 2]],
])('of owl, duck, wren a line whose metadata %s leaves unchecked', (_, metadata, ids) => {
  expect(uncheckedLabels(metadata, ['owl', 'duck', 'wren'])).toEqual(ids);
});

it('only boxes of labels that somebody looked for are judged', () => {
  const boxes = [{ class_id: 0 }, { class_id: 2 }, { class_id: 1 }, { class_id: 2 }];
  expect(judgeable(boxes, [2])).toEqual([{ class_id: 0 }, { class_id: 1 }]);
  expect(judgeable(boxes, [])).toEqual(boxes);
});
