import { expect, it } from '@jest/globals';
import { decideRound, judgeProbe } from '../../../labeling-engine/automatic/decide-round.ts';
import type { JobObject } from '../../../labeling-engine/automatic/peoples-labels.ts';
import type { PastRound, RoundPredictions } from '../../../labeling-engine/automatic/round-files.ts';
import { MACHINE_KINDS } from '../../../shared/domain/automatic-labeling/kinds/machine-kinds.ts';
import { settingsOf } from '../../../shared/domain/automatic-labeling/settings.ts';
import { seededRandom } from '../../../shared/domain/seeded-random.ts';

const kind = MACHINE_KINDS['image-classification'];
const settings = settingsOf({ precision: 0.9, imagesPerRound: 8 });
const LABELED = 60;
const WAITING = 100;
const ids = Array.from({ length: LABELED + WAITING }, (_, index) => String(index));
const labeledIds = ids.slice(0, LABELED);

/** A classifier's answer with so much between its first class and the next. */
const says = (score: number) => ({
  classes: [1 + score, 1 - score].map((twice, class_id) => ({ class_id, confidence: twice / 2 })),
});
const saying = (scoreOf: (id: string) => number): RoundPredictions =>
  Object.fromEntries(ids.map((id) => [id, says(scoreOf(id))]));

const objects = (peopleOnly = false): JobObject[] =>
  ids.map((id, index) => ({
    ...{ id, image: `s3://bucket/${id}.jpg`, peopleOnly: peopleOnly && index < LABELED },
    ...(index < LABELED ? { state: 'labeled' as const, truth: 0 } : { state: 'queued' as const }),
  }));

const pastRound = (decision: Partial<PastRound['decision']>, predictions: RoundPredictions): PastRound => ({
  decision: {
    ...{ people: [], byChance: [], probed: [], sample: [], machine: [], classThresholds: [[], [], []] },
    warranty: { images: 0, right: 0, lowerBound: 0 },
    ...decision,
  },
  predictions,
});

/** The round after one in which models were unsure of all, once they are sure of all and right. */
const decideAfter = (past: PastRound[], of = objects(), firstByChance: string[] = []) =>
  decideRound({
    ...{ kind, objects: of, predictions: saying(() => 0.97), earlier: past, firstByChance, classes: 2, settings },
    random: seededRandom(1),
  });

it('labels that doubt chose prove nothing: of what waits a probe is asked for', () => {
  const byDoubt = pastRound(
    { people: labeledIds },
    saying((id) => (Number(id) < LABELED ? 0.1 : 0.5)),
  );
  const { machine, warranty, probed } = decideAfter([byDoubt]);
  expect(machine).toEqual([]);
  expect(warranty.images).toBe(0);
  expect(probed).toHaveLength(34);
});

it.each([
  [
    'in a round',
    [
      pastRound(
        { byChance: labeledIds },
        saying(() => 0.5),
      ),
    ],
    objects(),
    [],
  ],
  ['before there was a model', [], objects(), labeledIds],
  ['for validation, at intake', [], objects(true), []],
] as const)('labels that chance chose %s let the machine go on at once', (_, past, of, firstByChance) => {
  const { machine, sample, probed } = decideAfter([...past], of as JobObject[], [...firstByChance]);
  expect(machine.length + sample.length).toBe(WAITING);
  expect(probed).toEqual([]);
});

it('of those that chance chose, what doubt would have taken has no like that waits', () => {
  const doubted = pastRound(
    { people: ['59'], byChance: labeledIds.slice(0, 59) },
    saying((id) => Number(id) / 100),
  );
  expect(decideAfter([doubted]).machine).toEqual([]);
});

it('what doubt passed over the machine has by a probe alone, whatever the others prove', () => {
  const passedOver = ids.slice(LABELED, LABELED + 20);
  const past = pastRound(
    { byChance: labeledIds, passedOver },
    saying((id) => (passedOver.includes(id) ? 0.5 : 0.6)),
  );
  const { machine, sample } = decideAfter([past]);
  expect([...machine, ...sample].sort()).toEqual(ids.slice(LABELED + 20).sort());
});

it('a probe whose rest is smaller than its bound allows wrong ones lets the machine label that rest alone', () => {
  const of = objects();
  const decision = decideAfter([
    pastRound(
      { people: labeledIds },
      saying(() => 0.5),
    ),
  ]);
  const asked = new Set(decision.probed);
  const answered = of.map((each) => (asked.has(each.id) ? { ...each, state: 'labeled' as const, truth: 0 } : each));
  const past = { decision, predictions: saying(() => 0.97) };
  const verdict = judgeProbe(kind, answered, past, 0.9)!;
  expect(verdict).toMatchObject({ images: 34, right: 34, passed: true });
  expect(verdict.machine).toHaveLength(WAITING - 34);
  expect(verdict.lowerBound).toBeGreaterThanOrEqual(0.9);
  const wrong = answered.map((each) => (each.id === decision.probed[0] ? { ...each, truth: 1 } : each));
  expect(judgeProbe(kind, wrong, past, 0.9)).toMatchObject({ right: 33, passed: false, machine: [], lowerBound: 0 });
});
