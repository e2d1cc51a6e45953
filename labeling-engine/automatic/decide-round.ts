import type { Embedding } from '../../shared/contracts/embedding.ts';
import { choosePeoplesImages, sample } from '../../shared/domain/automatic-labeling/choose-images.ts';
import type { MachineKind } from '../../shared/domain/automatic-labeling/kinds/machine-kind.ts';
import { planProbe } from '../../shared/domain/automatic-labeling/plan-probe.ts';
import { restLowerBound } from '../../shared/domain/automatic-labeling/precision-bound.ts';
import type { AutomaticSettings } from '../../shared/domain/automatic-labeling/settings.ts';
import { type JudgedScore, warrant } from '../../shared/domain/automatic-labeling/warranty.ts';
import { LookAlikes } from '../../shared/domain/embeddings/look-alikes.ts';
import type { Decision, Verdict } from './automation.ts';
import { FOLDS, foldOf } from './cross-fitting.ts';
import { MachineSays } from './machine-says.ts';
import type { JobObject, LabeledObject } from './peoples-labels.ts';
import { hasTruth } from './peoples-labels.ts';
import type { PastRound, RoundPredictions } from './round-files.ts';

/** One in ten of what the machine would label goes to people unseen, at least so many and at most so many a round. */
const SAMPLE_SHARE = 0.1;
const SAMPLE_LEAST = 3;
const SAMPLE_MOST = 30;

export interface RoundEvidence {
  kind: MachineKind;
  objects: readonly JobObject[];
  /** What this round's models say: of each object the one that never learnt from it. */
  predictions: RoundPredictions;
  /** The rounds before, the last one last. */
  earlier: readonly PastRound[];
  /** Images that chance chose among those that people labeled before there was a model. */
  firstByChance: readonly string[];
  classes: number;
  /** By object id, of images that wait and of those that people labeled; where there are none doubt alone chooses. */
  embeddings?: ReadonlyMap<string, Embedding>;
  settings: AutomaticSettings;
  /** Uniform numbers in [0, 1). */
  random: () => number;
}

type Thresholds = Decision['classThresholds'];

/**
 * Tells which objects a round settled, whether people had labeled them before or not. The machine labels those of which
 * it is sure: none of their like waits any more. Doubt gives the others to people, or passes over them: what chance
 * chose among their like speaks of none that the machine may have without a probe.
 */
function settledBy(kind: MachineKind, { decision, predictions, verdict }: PastRound) {
  const { warranty, probe, people, passedOver = [], classThresholds } = decision;
  const says = new MachineSays(kind, predictions, classThresholds);
  const surest = Math.min(warranty.scoreThreshold ?? Infinity, verdict?.passed ? probe!.scoreThreshold : Infinity);
  const doubted = new Map<string, number>();
  for (const id of [...people, ...passedOver]) {
    const mix = says.of(id)?.classes.join() ?? '';
    doubted.set(mix, Math.max(doubted.get(mix) ?? 0, says.scoreOf(id)));
  }
  return {
    isSure: (id: string) => says.scoreOf(id) >= surest,
    isDoubted: (id: string) => says.scoreOf(id) <= (doubted.get(says.of(id)?.classes.join() ?? '') ?? -1),
  };
}

/** A fold's confidences are learnt from the images of the other folds, as its model is. */
function learnThresholds({ kind, predictions, classes }: RoundEvidence, labeled: readonly LabeledObject[]): Thresholds {
  return Array.from({ length: FOLDS }, (_, fold) => {
    const others = labeled.filter(({ id }) => foldOf(id) !== fold);
    const images = others.map(({ id, truth }) => ({ said: predictions[id] ?? undefined, truth }));
    return kind.learnThresholds(images, classes);
  });
}

/** What the machine labels after a round, and what people label next. */
export function decideRound(evidence: RoundEvidence): Omit<Decision, 'at'> {
  const { kind, objects, predictions, earlier, firstByChance, settings, random, embeddings = new Map() } = evidence;
  const labeled = objects.filter(hasTruth);
  const classThresholds = learnThresholds(evidence, labeled);
  const says = new MachineSays(kind, predictions, classThresholds);
  const judgedOf = ({ id, truth }: LabeledObject): JudgedScore => ({
    score: says.scoreOf(id),
    right: says.isRight(id, truth),
  });
  const before = earlier.map((round) => settledBy(kind, round));
  const wasDoubted = (id: string) => before.some(({ isDoubted }) => isDoubted(id));
  const unsettled = labeled.filter(({ id }) => !before.some(({ isSure }) => isSure(id)));
  // Only what chance chose is like what waits: doubt chose the images of which the machine thinks least of itself, a
  // probe the easy ones. Of those that doubt would have taken too few of the like wait, or others than it took: they
  // prove nothing, and what was passed over is not given to the machine on the word of the rest.
  const byChanceBefore = new Set([...firstByChance, ...earlier.flatMap(({ decision }) => decision.byChance)]);
  const fair = unsettled.filter(({ id, peopleOnly }) => (peopleOnly || byChanceBefore.has(id)) && !wasDoubted(id));
  const warranty = warrant(fair.map(judgedOf), settings.precision);
  const { scoreThreshold = Infinity } = warranty;

  const queued = objects.filter(({ state, peopleOnly }) => state === 'queued' && !peopleOnly);
  const scores = new Map(queued.map(({ id }) => [id, says.scoreOf(id)]));
  const sure = queued.filter(({ id }) => scores.get(id)! >= scoreThreshold && !wasDoubted(id)).map(({ id }) => id);
  const share = Math.max(SAMPLE_LEAST, Math.round(SAMPLE_SHARE * sure.length));
  const hidden = sample(sure, Math.min(sure.length, SAMPLE_MOST, share), random);
  const [taken, surely] = [new Set(hidden), new Set(sure)];
  const left = queued.filter(({ id }) => !surely.has(id));

  const seen = unsettled.map(judgedOf).filter(({ score }) => score < scoreThreshold);
  const waiting = left.map(({ id }) => scores.get(id)!);
  const failed = earlier.filter(({ verdict }) => verdict && !verdict.passed).length;
  const probe = planProbe(seen, waiting, settings.precision, failed);
  const probed = probe
    ? sample(
        left.filter(({ id }) => scores.get(id)! >= probe.scoreThreshold).map(({ id }) => id),
        probe.images,
        random,
      )
    : [];
  const asked = new Set(probed);
  const { chosen, byChance, passedOver } = choosePeoplesImages(
    left.filter(({ id }) => !asked.has(id)).map(({ id }) => ({ id, said: says.of(id) })),
    settings.imagesPerRound,
    random,
    embeddings.size > 0 ? new LookAlikes(embeddings) : undefined,
    labeled.map(({ id }) => id),
  );
  return {
    people: probe ? [] : chosen,
    byChance: probe ? [] : byChance,
    ...(!probe && passedOver.length > 0 && { passedOver }),
    probed,
    sample: hidden,
    machine: sure.filter((id) => !taken.has(id)),
    classThresholds,
    ...(probe && { probe: { scoreThreshold: probe.scoreThreshold } }),
    warranty,
  };
}

/** What a round's probe shows, once people have labeled its images, and what the machine labels after it. */
export function judgeProbe(
  kind: MachineKind,
  objects: readonly JobObject[],
  { decision, predictions }: PastRound,
  asked: number,
): Verdict | undefined {
  const { probe, probed, classThresholds } = decision;
  if (!probe) return undefined;
  const says = new MachineSays(kind, predictions, classThresholds);
  const own = new Set(probed);
  const right = objects.filter(
    (object) => own.has(object.id) && hasTruth(object) && says.isRight(object.id, object.truth),
  );
  const rest = objects.filter(
    ({ id, state, peopleOnly }) => state === 'queued' && !peopleOnly && says.scoreOf(id) >= probe.scoreThreshold,
  );
  // An image that people could not label proves nothing, so it counts against the machine.
  const bound = right.length === probed.length ? restLowerBound(probed.length, rest.length) : 0;
  const passed = right.length === probed.length && bound >= asked;
  const machine = passed ? rest.map(({ id }) => id) : [];
  return { images: probed.length, right: right.length, lowerBound: bound, passed, machine };
}
