import { expect, it } from '@jest/globals';
import type { AutomaticSummary } from '../../../../shared/contracts/automatic-labeling.ts';
import {
  describeAutomatic,
  describeRounds,
  describeSavings,
} from '../../../../shared/domain/automatic-labeling/describe-rounds.ts';
import { roundsPicture } from '../../../../shared/domain/automatic-labeling/rounds-picture.ts';
import { savingsOf } from '../../../../shared/domain/automatic-labeling/savings.ts';

const nobody = { images: 0, right: 0 };
const summary: AutomaticSummary = {
  version: 1,
  precision: 0.9,
  images: 400,
  firstImages: 30,
  people: 85,
  machine: 210,
  waiting: 105,
  rounds: [
    {
      ...{ round: 0, at: 0, labeledBefore: 30, machine: 180, provenPrecision: 0.902 },
      people: { chosen: 0, byChance: 0, probed: 29, hidden: 0 },
      ...{ hidden: nobody, probe: { images: 29, right: 29 }, byChance: nobody, chosen: nobody },
    },
    {
      ...{ round: 1, at: 1, labeledBefore: 59, machine: 30, provenPrecision: 0.91 },
      people: { chosen: 15, byChance: 5, probed: 0, hidden: 6 },
      hidden: { images: 6, right: 5 },
      ...{ probe: null, byChance: { images: 5, right: 3 }, chosen: { images: 15, right: 2 } },
    },
  ],
  endedBecause: null,
};

it('counts what is saved, and at least so much if what is wrong is labeled again', () => {
  const saved = savingsOf(summary, { workersPerObject: 3, pricePerAnswerUsd: 0.1 });
  expect(saved.answers).toBe(630);
  expect(saved.checked).toMatchObject({ images: 35, right: 34 });
  expect(saved.answersAtLeast).toBe(Math.floor(630 * saved.checked.low));
  expect(saved.usd).toBeCloseTo(63);
  expect(saved.byChance.share).toBeCloseTo(0.6);
  expect(saved.byChance.low).toBeLessThan(0.6);
  expect(saved.byChance.high).toBeGreaterThan(0.6);
});

it('holds what doubt chose against the random arm, with the interval that so few images leave', () => {
  const { byChoice } = savingsOf(summary, { workersPerObject: 2, pricePerAnswerUsd: 0.1 });
  // 13 of 15 wrong where doubt chose, 2 of 5 where chance did; Newcombe's interval of the difference is .02 to .76.
  expect(byChoice!.answers).toBeCloseTo(30 * (13 / 15 - 2 / 5));
  expect(byChoice!.low / 30).toBeCloseTo(0.023, 2);
  expect(byChoice!.high / 30).toBeCloseTo(0.765, 2);
  expect(byChoice!.usdHigh).toBeCloseTo(byChoice!.high / 10);
  // Where little was seen the interval reaches below nothing.
  const few = [{ ...summary.rounds[1]!, byChance: { images: 5, right: 2 }, chosen: { images: 15, right: 5 } }];
  const lines = describeSavings(
    savingsOf({ ...summary, rounds: few }, { workersPerObject: 2, pricePerAnswerUsd: 0.1 }),
  );
  expect(lines.at(-1)).toMatch(/: 2 more answers \(-\d+ to \d+\) .* wrong, \$0\.20 \(-\$\d\.\d\d to \$1\.\d\d\)$/);
  const alone = { ...summary, rounds: summary.rounds.slice(0, 1) };
  expect(savingsOf(alone, { workersPerObject: 2 }).byChoice).toBeNull();
});

it('says it in lines: whom images went to, what was proved, what was seen', () => {
  expect(describeAutomatic(summary)).toBe('round 2: people 85, machine 210, 105 wait; 90 % promised');
  const capped = { images: 40, dailyCap: 15, until: Date.UTC(2026, 11, 1) };
  expect(describeAutomatic({ ...summary, capped })).toMatch(
    /105 wait, 40 of them until 2026-12-01: the machine may label 15 a day; 90 %/,
  );
  expect(describeAutomatic({ ...summary, endedBecause: 'nothing to learn' })).toMatch(/people label the rest: nothing/);
  const table = describeRounds(summary);
  expect(table).toHaveLength(4);
  expect(table[2]).toMatch(/^1 .* 29 \(29\/29 right\) +0 +180 +0\.902$/);
  const lines = describeSavings(savingsOf(summary, { workersPerObject: 1, pricePerAnswerUsd: 0 }));
  expect(lines[0]).toMatch(/^saved: 18\d to 210 answers$/);
  expect(lines[1]).toMatch(/34 of 35 right/);
  expect(lines[2]).toMatch(/by chance 3 of 5 right.*by doubt 2 of 15 right/);
  expect(describeSavings(savingsOf({ ...summary, rounds: [], machine: 0 }, { workersPerObject: 1 }))).toEqual([]);
});

it('draws people and machine batch by batch, each as high as it counts', () => {
  const picture = roundsPicture(summary);
  const heights = (colour: string) =>
    [...picture.matchAll(new RegExp(`height="([\\d.]+)" fill="${colour}"/><text`, 'g'))].map(([, height]) =>
      Number(height),
    );
  const people = heights('#2a6fb0').slice(1, 4);
  expect(people).toHaveLength(3);
  expect(people[0]! / people[1]!).toBeCloseTo(30 / 29, 1);
  expect(picture).toContain('people 85');
  expect(picture).toContain('machine 210');
});
