import type { LabeledFile } from '../../algorithms/detector/images/dataset.ts';
import { FOLDS, foldOf } from '../../labeling-engine/automatic/cross-fitting.ts';
import { decideRound, judgeProbe } from '../../labeling-engine/automatic/decide-round.ts';
import { MachineSays } from '../../labeling-engine/automatic/machine-says.ts';
import type { JobObject } from '../../labeling-engine/automatic/peoples-labels.ts';
import type { PastRound, RoundPredictions } from '../../labeling-engine/automatic/round-files.ts';
import type { Embedding } from '../../shared/contracts/embedding.ts';
import type { BoxAnnotation } from '../../shared/contracts/manifest-line.ts';
import type { Prediction } from '../../shared/contracts/training.ts';
import { sample } from '../../shared/domain/automatic-labeling/choose-images.ts';
import { isAllRight, judgeImage } from '../../shared/domain/automatic-labeling/judge-image.ts';
import { boxLabels as kind, type SaidBoxes } from '../../shared/domain/automatic-labeling/kinds/box-labels.ts';
import type { MachineKind } from '../../shared/domain/automatic-labeling/kinds/machine-kind.ts';
import type { AutomaticSettings } from '../../shared/domain/automatic-labeling/settings.ts';
import { watch } from '../../shared/domain/automatic-labeling/warranty.ts';
import { chooseDiverse } from '../../shared/domain/embeddings/choose-diverse.ts';
import { seededRandom } from '../../shared/domain/seeded-random.ts';

export interface PlayedJob {
  files: readonly LabeledFile[];
  embeddings: readonly Embedding[];
  classes: number;
  settings: AutomaticSettings;
  seed: number;
}

/** What a model that learns from labels says of images, by their number. */
export type Ask = (
  learnt: ReadonlyMap<number, readonly BoxAnnotation[]>,
  of: readonly number[],
  lane: number,
) => Promise<Prediction[][]>;

export interface JobState {
  people: number[];
  machine: Map<number, BoxAnnotation[]>;
  outcome: { answers: number; machine: number; right: number; firstMachineLabel: number | null };
}

/** The rounds of a labeling job whose people always say the truth. Yields after the first images and each round. */
export async function* playJob(
  { files, embeddings, classes, settings, seed }: PlayedJob,
  ask: Ask,
): AsyncGenerator<JobState> {
  const random = seededRandom(seed);
  const objects: JobObject[] = files.map(({ file }, index) => ({
    ...{ id: String(index), image: file, peopleOnly: false, state: 'queued' },
  }));
  const machine = new Map<number, BoxAnnotation[]>();
  const hidden: boolean[] = [];
  const rounds: PastRound[] = [];
  let firstMachineLabel: number | null = null;
  const peoples = () => objects.flatMap(({ truth }, at) => (truth ? [at] : []));
  const label = (id: string) => {
    objects[Number(id)] = { ...objects[Number(id)]!, state: 'labeled', truth: files[Number(id)]!.boxes };
  };
  const state = (): JobState => {
    const right = [...machine].filter(([at, boxes]) =>
      isAllRight(
        boxes.map((box) => ({ ...box, confidence: 1 })),
        files[at]!.boxes,
      ),
    ).length;
    const outcome = { answers: peoples().length, machine: machine.size, right, firstMachineLabel };
    return { people: peoples(), machine: new Map(machine), outcome };
  };
  const own = new Map(embeddings.map((embedding, index) => [String(index), embedding]));
  const byChance = sample([...own.keys()], Math.ceil(settings.firstImages / 4), random);
  const others = new Map([...own].filter(([id]) => !byChance.includes(id)));
  for (const id of [...byChance, ...chooseDiverse(others, settings.firstImages - byChance.length, random)]) label(id);
  yield state();
  const queue = () => objects.filter(({ state }) => state === 'queued');
  for (let round = 0; round < settings.maxRounds && queue().length > 0; round++) {
    const predictions: RoundPredictions = {};
    for (let fold = 0; fold < FOLDS; fold++) {
      const learnt = peoples().filter((at) => foldOf(String(at)) !== fold);
      const asked = objects.filter(({ id, state, truth }) => (state === 'queued' || truth) && foldOf(id) === fold);
      const found = await ask(
        new Map(learnt.map((at) => [at, files[at]!.boxes])),
        asked.map(({ id }) => Number(id)),
        10 * round + fold,
      );
      for (const [index, { id }] of asked.entries()) {
        const { width, height } = files[Number(id)]!;
        predictions[id] = { width, height, boxes: found[index]! };
      }
    }
    const decision = decideRound({
      kind: kind as MachineKind,
      objects,
      predictions,
      earlier: rounds,
      firstByChance: byChance,
      embeddings: own,
      classes,
      settings,
      random,
    });
    const past: PastRound = { decision, predictions };
    rounds.push(past);
    const says = new MachineSays(kind as MachineKind, predictions, decision.classThresholds);
    const saysOf = (id: string) =>
      judgeImage((predictions[id] as SaidBoxes).boxes, decision.classThresholds[foldOf(id)]!).boxes;
    const take = (ids: readonly string[]) => {
      for (const id of ids) {
        firstMachineLabel ??= peoples().length;
        machine.set(Number(id), saysOf(id));
        objects[Number(id)] = { ...objects[Number(id)]!, state: 'machine' };
      }
    };
    take(decision.machine);
    for (const id of [...decision.people, ...decision.byChance, ...decision.probed]) label(id);
    for (const id of decision.sample) {
      hidden.push(says.isRight(id, files[Number(id)]!.boxes));
      label(id);
    }
    past.verdict = judgeProbe(kind as MachineKind, objects, past, settings.precision);
    take(past.verdict?.machine ?? []);
    yield state();
    if (watch(hidden, settings.precision).isBroken) break;
  }
  if (queue().length === 0) return;
  for (const { id } of queue()) label(id);
  yield state();
}
