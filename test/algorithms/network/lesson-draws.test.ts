import { expect, it } from '@jest/globals';
import { lessonDraws, shuffledDraws } from '../../../algorithms/network/trainer.ts';

const drawn = (pick: (draw: number) => number, draws: number) => Array.from({ length: draws }, (_, draw) => pick(draw));

it('a label of a machine is learnt from half as often as one of people', () => {
  const lessons = [{}, { byMachine: true }, {}, { byMachine: true }];
  const pick = lessonDraws(lessons, 7);
  const times = lessons.map((_, at) => drawn(pick, 600).filter((one) => one === at).length);
  expect(times).toEqual([200, 100, 200, 100]);
});

it('without a machine, and with nothing else, each label comes as often as another', () => {
  expect(drawn(lessonDraws([{}, {}, {}], 7), 30)).toEqual(drawn(shuffledDraws(3, 7), 30));
  const pick = lessonDraws([{ byMachine: true }, { byMachine: true }], 7);
  expect(drawn(pick, 10).filter((at) => at === 0)).toHaveLength(5);
});
