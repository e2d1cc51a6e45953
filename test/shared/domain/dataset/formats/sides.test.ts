import { expect, it } from '@jest/globals';
import { sideNamed, sideOfFile, sideOfFolders } from '../../../../../shared/domain/dataset/formats/sides.ts';

it.each([
  ['train', 'train'],
  ['Train', 'train'],
  ['train2017', 'train'],
  ['obj_train_data', 'train'],
  ['obj_Valid_data', 'validation'],
  ['instances_val2017', 'validation'],
  ['person_keypoints_val', 'validation'],
  ['validation', 'validation'],
  ['test-images', 'test'],
  ['crash-test', undefined],
  ['train-test', undefined],
  ['images', undefined],
])('the name %s says the side %s', (name, side) => expect(sideNamed(name)).toBe(side));

it('takes the side of a file of annotations from its name, else from its innermost folder', () => {
  expect(sideOfFile('train/_annotations.coco.json')).toBe('train');
  expect(sideOfFile('annotations/instances_val2017.json')).toBe('validation');
  expect(sideOfFile('test/train_annotations.json')).toBe('train');
  expect(sideOfFolders('test/images/train/a.jpg')).toBe('train');
  expect(sideOfFolders('photos/test.jpg')).toBe(undefined);
});
