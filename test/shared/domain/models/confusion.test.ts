import { expect, it } from '@jest/globals';
import { confusionOfBoxes, confusionOfClasses } from '../../../../shared/domain/models/confusion.ts';

const box = (class_id: number, left: number) => ({ class_id, left, top: 0, width: 10, height: 10 });
const seen = (class_id: number, left: number, confidence = 0.9) => ({ ...box(class_id, left), confidence });
const labels = ['robin', 'wren'];

it('counts each object once by what the model saw there, and what it saw where nobody marked anything', () => {
  const { counts } = confusionOfBoxes({
    labels,
    truth: [[box(0, 0), box(0, 20), box(1, 40), box(1, 60)], [box(0, 0)]],
    predictions: [
      [seen(0, 0), seen(1, 20), seen(1, 40), seen(0, 200)],
      [seen(0, 6), seen(0, 0, 0.1)],
    ],
  });
  expect(counts).toEqual([
    [1, 1, 1],
    [0, 1, 1],
    [2, 0, 0],
  ]);
});

it('is a square of classes where each image has one', () => {
  const pairs: Array<[string, string]> = [
    ['robin', 'robin'],
    ['robin', 'wren'],
    ['wren', 'wren'],
  ];
  expect(confusionOfClasses(pairs, labels).counts).toEqual([
    [1, 1],
    [0, 1],
  ]);
});
