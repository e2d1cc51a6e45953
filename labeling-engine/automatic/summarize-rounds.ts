import type { AutomaticSummary, Tally } from '../../shared/contracts/automatic-labeling.ts';
import type { MachineKind } from '../../shared/domain/automatic-labeling/kinds/machine-kind.ts';
import type { Decision } from './automation.ts';
import { MachineSays } from './machine-says.ts';
import { hasTruth, type JobObject } from './peoples-labels.ts';
import type { PastRound } from './round-files.ts';

/** How a job's rounds went so far, from what they left and from what people answered. */
export function summarizeRounds(
  kind: MachineKind,
  objects: readonly JobObject[],
  first: readonly string[],
  rounds: ReadonlyArray<PastRound & { decision: Decision }>,
  precision: number,
  endedBecause: string | undefined,
): AutomaticSummary {
  const truths = new Map(objects.filter(hasTruth).map(({ id, truth }) => [id, truth]));
  let labeledBefore = first.length;
  const shown = rounds.map(({ decision, predictions, verdict, work }, round) => {
    const { people, byChance, probed, sample, machine, warranty, at, classThresholds } = decision;
    const says = new MachineSays(kind, predictions, classThresholds);
    const tally = (ids: readonly string[]): Tally => {
      const known = ids.filter((id) => truths.has(id));
      const right = known.filter((id) => says.isRight(id, truths.get(id)));
      return { images: known.length, right: right.length };
    };
    const bounds = [
      warranty.scoreThreshold === undefined ? [] : [warranty.lowerBound],
      verdict?.passed ? [verdict.lowerBound] : [],
    ];
    const proven = bounds.flat();
    const before = labeledBefore;
    labeledBefore += people.length + byChance.length + probed.length + sample.length;
    return {
      round,
      at,
      labeledBefore: before,
      people: { chosen: people.length, byChance: byChance.length, probed: probed.length, hidden: sample.length },
      machine: machine.length + (verdict?.machine.length ?? 0),
      provenPrecision: proven.length > 0 ? Math.min(...proven) : null,
      hidden: tally(sample),
      probe: verdict ? { images: verdict.images, right: verdict.right } : null,
      byChance: tally(byChance),
      chosen: tally(people),
      ...(work && { work }),
    };
  });
  const machine = objects.filter(({ state }) => state === 'machine').length;
  const waiting = objects.filter(({ state }) => state === 'queued').length;
  const last = rounds.at(-1);
  const tooFew = `too few images were left after the first ${first.length}, which people label before there is a model`;
  const neverSure =
    waiting > 0 || machine > 0 || truths.size < objects.length
      ? undefined
      : last
        ? whyNothing(kind, truths, last, precision)
        : tooFew;
  return {
    version: 1,
    precision,
    images: objects.length,
    firstImages: first.length,
    people: truths.size,
    machine,
    waiting,
    rounds: shown,
    endedBecause: endedBecause ?? neverSure ?? null,
  };
}

/** Why people had to label everything though models learnt, such as where labels are nonsense. */
function whyNothing(
  kind: MachineKind,
  truths: ReadonlyMap<string, unknown>,
  { decision, predictions }: PastRound,
  precision: number,
): string {
  const says = new MachineSays(kind, predictions, decision.classThresholds);
  const judged = [...truths].filter(([id]) => predictions[id] !== undefined);
  const right = judged.filter(([id, truth]) => says.isRight(id, truth)).length;
  const share = ((100 * right) / Math.max(1, judged.length)).toFixed(0);
  return `no model proved the ${precision} that was asked: the last one had ${right} of ${judged.length} images that people labeled right as a whole (${share} %)`;
}
