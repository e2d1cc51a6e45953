import { describe, expect, it } from '@jest/globals';
import { drawBoxes, drawSabotage, type KnownImage } from '../../../local-cloud/simulated-workforce/draw-boxes.ts';
import { simulatedTeam } from '../../../local-cloud/simulated-workforce/worker-skill.ts';
import { seededRandom } from '../../../shared/domain/seeded-random.ts';
import { intersectionOverUnion } from '../../../shared/domain/shapes/bounding-box.ts';

const truth: KnownImage = {
  width: 640,
  height: 480,
  boxes: [0, 1, 2, 3].map((index) => ({ label: 'robin', left: 20 + 150 * index, top: 100, width: 100, height: 80 })),
};
const labels = ['robin', 'wren'];
const team = simulatedTeam(5, seededRandom(7));

/** Share of the objects that a worker's boxes find, over many images. */
function recall(skill: (typeof team)[number], initial: KnownImage['boxes'] = []): number {
  let found = 0;
  for (let seed = 0; seed < 100; seed++) {
    const boxes = drawBoxes(truth, skill, labels, initial, seededRandom(seed));
    found += truth.boxes.filter((object) =>
      boxes.some((box) => box.label === object.label && intersectionOverUnion(box, object) >= 0.7),
    ).length;
  }
  return found / 400;
}

describe('simulated workers', () => {
  it('see the truth with noise, all but the careless one well', () => {
    expect(team.map(({ name }) => name)).toEqual(['ana', 'ben', 'chi', 'dev', 'ola']);
    expect(Math.min(...team.slice(0, 4).map((skill) => recall(skill)))).toBeGreaterThan(0.8);
    expect(recall(team[4]!)).toBeLessThan(0.6);
  });

  it('keep good starting boxes and mend bad ones', () => {
    const [ana] = team;
    const shifted = truth.boxes.map((box) => ({ ...box, left: box.left + 30 }));
    expect(drawBoxes(truth, { ...ana!, extra: 0 }, labels, truth.boxes, seededRandom(1))).toEqual(truth.boxes);
    expect(recall(ana!, shifted)).toBeGreaterThan(0.8);
  });

  it('draw the same for the same seed, whole pixels inside the image', () => {
    const draw = () => team.flatMap((skill) => drawBoxes(truth, skill, labels, [], seededRandom(3)));
    expect(draw()).toEqual(draw());
    for (const { left, top, width, height } of [...draw(), ...drawSabotage(truth, labels)]) {
      expect([left, top, width, height].every(Number.isInteger)).toBe(true);
      expect(left >= 0 && top >= 0 && left + width <= 640 && top + height <= 480).toBe(true);
    }
  });
});
