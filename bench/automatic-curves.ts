// What automatic labeling saves on real photographs: node bench/automatic-curves.ts raccoon|bccd|demo [seed]
// [precision] [first] [SVG]
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { loadPretrained } from '../algorithms/backbone/pretrained.ts';
import { openProposer } from '../algorithms/backbone/proposer.ts';
import { askQuickModel, quickSteps } from '../algorithms/detector/evidence/quick-model.ts';
import { type LabeledFile, loadExamples } from '../algorithms/detector/images/dataset.ts';
import { chooseFrame } from '../algorithms/images/frame.ts';
import { readTruth } from '../cli/loop/read-truth.ts';
import { FOLDS, foldOf } from '../labeling-engine/automatic/cross-fitting.ts';
import { decideRound, judgeProbe, machineSays } from '../labeling-engine/automatic/decide-round.ts';
import type { JobObject } from '../labeling-engine/automatic/peoples-labels.ts';
import type { PastRound, RoundPredictions } from '../labeling-engine/automatic/round-files.ts';
import type { Embedding } from '../shared/contracts/embedding.ts';
import type { BoxAnnotation } from '../shared/contracts/manifest-line.ts';
import { sample } from '../shared/domain/automatic-labeling/choose-images.ts';
import { isAllRight } from '../shared/domain/automatic-labeling/judge-image.ts';
import { settingsOf } from '../shared/domain/automatic-labeling/settings.ts';
import { watch } from '../shared/domain/automatic-labeling/warranty.ts';
import { chooseDiverse } from '../shared/domain/embeddings/choose-diverse.ts';
import { LookAlikes } from '../shared/domain/embeddings/look-alikes.ts';
import { meanAveragePrecision } from '../shared/domain/models/average-precision.ts';
import { seededRandom } from '../shared/domain/seeded-random.ts';
import { referenceData } from './reference-data.ts';

/**
 * People's labels are the truth; models are the quick ones that the gate uses (half the channels, 60 to 150 steps), so
 * that a curve costs CPU minutes, not hours. Every fifth photograph is held out; its near-copies are taken out of
 * training. The final model of each arm is judged there: automatic (people and machine), as many labels of people
 * chosen by chance, all labels of people.
 */
const SETS = {
  raccoon: { folder: 'images_raccoon', images: 'images', truth: 'annotations', labels: ['raccoon'] },
  bccd: { folder: 'images_bccd', images: 'JPEGImages', truth: 'Annotations', labels: ['RBC', 'WBC', 'Platelets'] },
};
const [name = 'raccoon', seedText = '1', precisionText = '0.8', firstText = '30'] = process.argv.slice(2);
const set = SETS[name as keyof typeof SETS];
const folder = set && referenceData(set.folder);
if (!folder) throw new Error('usage: raccoon|bccd; needs the reference data (LABELLOOP_SHARED)');
const seed = Number(seedText);
const settings = settingsOf({ precision: Number(precisionText), firstImages: Number(firstText) });
const random = seededRandom(seed);
const MOST_CPU_SECONDS = 3600;

const truth = await readTruth(join(folder, set.truth));
const names = (await readdir(join(folder, set.images))).sort().filter((file) => truth.has(file.replace(/\.\w+$/, '')));
const backbone = await loadPretrained({});
const proposer = await openProposer(backbone, 1);
const embeddings = new Map<string, Embedding>();
for (const file of names) embeddings.set(file, (await proposer.propose(join(folder, set.images, file))).embedding);
await proposer.close();
const looks = new LookAlikes(embeddings);
const heldOut = names.filter((_, index) => index % 5 === 4);
const train = names.filter(
  (file) => !heldOut.includes(file) && !looks.copiesOf(file).some(({ id }) => heldOut.includes(id)),
);

const labeledFile = async (file: string): Promise<LabeledFile> => {
  const path = join(folder, set.images, file);
  const { width, height } = await sharp(path).metadata();
  const boxes = truth
    .get(file.replace(/\.\w+$/, ''))!
    .map(({ label, ...box }): BoxAnnotation => ({ class_id: set.labels.indexOf(label), ...box }));
  return { file: path, width, height, boxes, unchecked: [] };
};
const judges = await Promise.all(heldOut.map(labeledFile));
const files = await Promise.all(train.map(labeledFile));
const frame = chooseFrame(files, 'auto', true);
const examples = await loadExamples(files, frame, () => {});

/** Learns from some images, their boxes as given, and looks at others. */
async function ask(
  lessons: ReadonlyArray<{ at: number; boxes: readonly BoxAnnotation[] }>,
  asked: LabeledFile[],
  lane: number,
) {
  const learn = lessons.map(({ at, boxes }) => {
    const { width, height } = files[at]!;
    const [x, y] = [examples[at]!.width / width, examples[at]!.height / height];
    const scaled = boxes.map((box) => ({
      class_id: box.class_id,
      ...{ left: box.left * x, top: box.top * y, width: box.width * x, height: box.height * y },
    }));
    return { ...examples[at]!, boxes: scaled };
  });
  const metadata = {
    version: 1 as const,
    labels: set.labels,
    frame,
    minimumConfidence: 0.02,
    maximumOverlap: 0.6,
    maximumBoxes: 100,
  };
  const { predictions } = await askQuickModel(learn, asked, {
    ...{ frame, metadata, backbone, learningRate: 0.002, flip: 'horizontal', seed: seed + lane, threads: 1 },
    ...{ steps: quickSteps(learn.length), cpuSeconds: MOST_CPU_SECONDS, stop: new AbortController().signal },
  });
  return predictions;
}
const cpu = () => process.cpuUsage().user / 1e6;
async function scoreOf(lessons: Parameters<typeof ask>[0]): Promise<number> {
  const predictions = await ask(lessons, judges, 100);
  return meanAveragePrecision({ truth: judges.map(({ boxes }) => boxes), predictions, labels: set.labels }).map50;
}

const objects: JobObject[] = files.map(({ file }, index) => ({
  id: String(index),
  image: file,
  peopleOnly: false,
  state: 'queued',
}));
const machine = new Map<string, BoxAnnotation[]>();
const hidden: boolean[] = [];
const rounds: PastRound[] = [];
let answers = 0;
let firstMachineLabel = Number.NaN;
const label = (id: string) => {
  objects[Number(id)] = { ...objects[Number(id)]!, state: 'labeled', boxes: files[Number(id)]!.boxes };
  answers++;
};
const own = new Map(train.map((file, index) => [String(index), embeddings.get(file)!]));
const byChance = sample([...own.keys()], Math.ceil(settings.firstImages / 4), random);
const others = new Map([...own].filter(([id]) => !byChance.includes(id)));
for (const id of [...byChance, ...chooseDiverse(others, settings.firstImages - byChance.length, random)]) label(id);

const lessonsNow = () => objects.flatMap(({ boxes }, at) => (boxes ? [{ at, boxes }] : []));
const curve: Array<{ answers: number; map50: number }> = [];
const queue = () => objects.filter(({ state }) => state === 'queued');
for (let round = 0; round < settings.maxRounds && queue().length > 0; round++) {
  const predictions: RoundPredictions = {};
  for (let fold = 0; fold < FOLDS; fold++) {
    const lessons = lessonsNow().filter(({ at }) => foldOf(String(at)) !== fold);
    const asked = objects.filter(({ id, state, boxes }) => (state === 'queued' || boxes) && foldOf(id) === fold);
    const found = await ask(
      lessons,
      asked.map(({ id }) => files[Number(id)]!),
      10 * round + fold,
    );
    for (const [index, { id }] of asked.entries()) {
      const { width, height } = files[Number(id)]!;
      predictions[id] = { width, height, boxes: found[index]! };
    }
  }
  const decision = decideRound({ objects, predictions, earlier: rounds, classes: set.labels.length, settings, random });
  const past: PastRound = { decision, predictions };
  rounds.push(past);
  const saysOf = (id: string) => machineSays(predictions, decision.classThresholds, id)!.boxes;
  const take = (ids: readonly string[]) => {
    for (const id of ids) {
      if (Number.isNaN(firstMachineLabel)) firstMachineLabel = answers;
      machine.set(id, saysOf(id));
      objects[Number(id)] = { ...objects[Number(id)]!, state: 'machine' };
    }
  };
  take(decision.machine);
  for (const id of [...decision.people, ...decision.byChance, ...decision.probed]) label(id);
  for (const id of decision.sample) {
    hidden.push(isAllRight(saysOf(id), files[Number(id)]!.boxes));
    label(id);
  }
  past.verdict = judgeProbe(objects, past, settings.precision);
  take(past.verdict?.machine ?? []);
  console.log(
    `round ${round + 1}: people ${answers}, machine ${machine.size}, waiting ${queue().length}; probe ${past.verdict ? `${past.verdict.right}/${past.verdict.images}` : '-'}; proved ${decision.warranty.lowerBound.toFixed(3)}; CPU ${cpu().toFixed(0)} s`,
  );
  if (watch(hidden, settings.precision).isBroken) break;
}
for (const { id } of queue()) label(id);
const right = [...machine].filter(([id, boxes]) =>
  isAllRight(
    boxes.map((box) => ({ ...box, confidence: 1 })),
    files[Number(id)]!.boxes,
  ),
).length;
const all = files.map(({ boxes }, at) => ({ at, boxes }));
const automatic = await scoreOf([...lessonsNow(), ...[...machine].map(([id, boxes]) => ({ at: Number(id), boxes }))]);
const chance = await scoreOf(sample(all, answers, seededRandom(seed + 50)));
const whole = await scoreOf(all);
for (const part of [0.25, 0.5, 0.75])
  curve.push({
    answers: Math.round(part * all.length),
    map50: await scoreOf(sample(all, Math.round(part * all.length), seededRandom(seed + 50))),
  });
const result = {
  ...{
    name,
    seed,
    precision: settings.precision,
    images: all.length,
    heldOut: judges.length,
    answers,
    firstMachineLabel,
  },
  machine: { labels: machine.size, right },
  map50: { automatic, chance, all: whole },
  byChance: curve,
  cpuSeconds: Math.round(cpu()),
};
console.log(JSON.stringify(result));
if (process.argv[6]) await writeFile(process.argv[6], JSON.stringify(result));
