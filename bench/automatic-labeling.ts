// What automatic labeling keeps of its promise and what it saves, on simulated jobs: node bench/automatic-labeling.ts
// [jobs] [precision] [a part of the scenarios' names, '' for all] [boxes|classes|masks]

import { foldOf } from '../labeling-engine/automatic/cross-fitting.ts';
import { decideRound, judgeProbe } from '../labeling-engine/automatic/decide-round.ts';
import { MachineSays } from '../labeling-engine/automatic/machine-says.ts';
import type { JobObject } from '../labeling-engine/automatic/peoples-labels.ts';
import type { PastRound, RoundPredictions } from '../labeling-engine/automatic/round-files.ts';
import { EMBEDDING_SIZE, type Embedding } from '../shared/contracts/embedding.ts';
import { sample } from '../shared/domain/automatic-labeling/choose-images.ts';
import { settingsOf } from '../shared/domain/automatic-labeling/settings.ts';
import { watch } from '../shared/domain/automatic-labeling/warranty.ts';
import { seededRandom } from '../shared/domain/seeded-random.ts';
import { SUBJECTS } from './automatic-subjects.ts';

const OBJECTS = 600;
/** Answers after which a first machine label is early. */
const EARLY = 60;
const JOBS = Number(process.argv[2] ?? 40);
const PRECISION = Number(process.argv[3] ?? 0.9);
/** How much of a model's errors are the image's own difficulty; the rest is chance, new for each model. */
const OWN_DIFFICULTY = 0.7;
/** How much of a confidence is the image's own, the same for each model. */
const OWN_ASSURANCE = 0.7;

interface Scenario {
  name: string;
  /** Share of images that a model of so many images gets wrong. */
  errors(images: number): number;
  /** Images from this number on are three times as hard. */
  driftFrom?: number;
  /** Share of people's labels that are wrong. */
  peoplesErrors?: number;
  /** A wrong box is as sure of itself as a right one. */
  lies?: boolean;
  /** Images from this number on show another class in one of two; it is unknown until people have labeled some. */
  lateFrom?: number;
  /** Share of images that copy the one before: a model that learnt from one is right on the other. */
  copies?: number;
}

const learns = (images: number) => Math.max(0.02, 0.55 * Math.exp(-images / 60));
const ALL: Scenario[] = [
  { name: 'a model that learns', errors: learns },
  { name: 'one that learns slowly', errors: (images) => Math.max(0.05, 0.6 * Math.exp(-images / 250)) },
  { name: 'one that cannot tell when it is wrong', errors: learns, lies: true },
  { name: 'a second half that looks otherwise (drift)', errors: learns, driftFrom: 300 },
  { name: 'a saboteur: one label of people in twelve is wrong', errors: learns, peoplesErrors: 1 / 12 },
  { name: 'a class that only the last third shows', errors: learns, lateFrom: 400 },
  { name: 'one image in twenty is a near-copy', errors: learns, copies: 0.05 },
  { name: 'nonsense labels', errors: () => 0.9, peoplesErrors: 0.9 },
];

const SCENARIOS = ALL.filter(({ name }) => name.includes(process.argv[4] ?? ''));

const subject = SUBJECTS[process.argv[5] ?? 'boxes'];
if (!subject) throw new Error(`the labels are one of ${Object.keys(SUBJECTS).join(', ')}`);
const { kind, truth: labelOf, said } = subject;

/** One job of `OBJECTS` images, from the first image to the last label. */
function play(scenario: Scenario, seed: number) {
  const random = seededRandom(seed);
  const settings = settingsOf({ precision: PRECISION });
  const difficulty = Array.from({ length: OBJECTS }, random);
  const isCopy = Array.from({ length: OBJECTS }, (_, index) => index > 0 && random() < (scenario.copies ?? 0));
  const classOf = Array.from({ length: OBJECTS }, (_, index) =>
    index >= (scenario.lateFrom ?? OBJECTS) && random() < 0.5 ? 1 : 0,
  );
  const truthOf = (index: number) => labelOf(classOf[index]!, false);
  const objects: JobObject[] = difficulty.map((_, index) => ({
    id: String(index),
    image: `s3://bucket/${index}.jpg`,
    peopleOnly: false,
    state: 'queued',
  }));
  const embeddings = embeddingsOf(difficulty, classOf, isCopy, random);
  const machine = new Map<string, { right: boolean; round: number }>();
  const hidden: boolean[] = [];
  const rounds: PastRound[] = [];
  const assurance = Array.from({ length: OBJECTS }, random);
  let [answers, firstMachineLabel] = [0, Number.NaN];
  const label = (id: string) => {
    const isWrong = random() < (scenario.peoplesErrors ?? 0);
    const truth = labelOf(classOf[Number(id)]!, isWrong);
    objects[Number(id)] = { ...objects[Number(id)]!, state: 'labeled', truth };
    answers++;
  };
  /** What the model that never learnt from it says of an image. */
  const predict = (index: number, learnt: JobObject[]): unknown => {
    const copyOf = isCopy[index] ? index - 1 : isCopy[index + 1] ? index + 1 : -1;
    const isRemembered = learnt.some(({ id }) => Number(id) === copyOf);
    const seenLate = learnt.filter(({ id }) => classOf[Number(id)] === 1).length;
    const known = classOf[index] === 1 ? seenLate : learnt.length;
    const share = scenario.errors(known) * (index >= (scenario.driftFrom ?? OBJECTS) ? 3 : 1);
    const hardness = random() < OWN_DIFFICULTY ? difficulty[index]! : random();
    const isWrong = !isRemembered && hardness < share;
    const assured = OWN_ASSURANCE * assurance[index]! + (1 - OWN_ASSURANCE) * random();
    const confidence = isWrong && !scenario.lies ? 0.2 + 0.7 * assured : 0.6 + 0.4 * assured;
    // A class that was never seen is taken for the other.
    const class_id = classOf[index] === 1 && known < 3 ? 0 : classOf[index]!;
    return said(class_id, isWrong, confidence);
  };
  const first = sample(objects, settings.firstImages, random).map(({ id }) => id);
  for (const id of first) label(id);
  const firstByChance = first.slice(0, Math.ceil(first.length / 4));
  for (let round = 0; round < settings.maxRounds && objects.some(({ state }) => state === 'queued'); round++) {
    const labeled = objects.filter(({ truth }) => truth !== undefined);
    const learnt = [0, 1, 2].map((fold) => labeled.filter(({ id }) => foldOf(id) !== fold));
    const predictions: RoundPredictions = Object.fromEntries(
      objects.filter(({ state }) => state !== 'other').map(({ id }) => [id, predict(Number(id), learnt[foldOf(id)]!)]),
    );
    const decision = decideRound({
      ...{ kind, objects, predictions, earlier: rounds, firstByChance, embeddings, classes: 3, settings, random },
    });
    const past: PastRound = { decision, predictions };
    rounds.push(past);
    const says = new MachineSays(kind, predictions, decision.classThresholds);
    const isRight = (id: string, truth: unknown) => says.isRight(id, truth);
    const labelByMachine = (ids: readonly string[]) => {
      for (const id of ids) {
        machine.set(id, { right: isRight(id, truthOf(Number(id))), round });
        objects[Number(id)] = { ...objects[Number(id)]!, state: 'other' };
        if (Number.isNaN(firstMachineLabel)) firstMachineLabel = answers;
      }
    };
    labelByMachine(decision.machine);
    for (const id of [...decision.people, ...decision.byChance, ...decision.probed]) label(id);
    for (const id of decision.sample) {
      label(id);
      hidden.push(isRight(id, objects[Number(id)]!.truth));
    }
    past.verdict = judgeProbe(kind, objects, past, PRECISION);
    labelByMachine(past.verdict?.machine ?? []);
    if (watch(hidden, PRECISION).isBroken) {
      for (const [id, one] of machine) {
        if (one.round !== round) continue;
        machine.delete(id);
        objects[Number(id)] = { ...objects[Number(id)]!, state: 'queued' };
      }
      break;
    }
  }
  for (const { id, state } of objects) if (state === 'queued') label(id);
  const right = [...machine.values()].filter((one) => one.right).length;
  return { answers, firstMachineLabel, machine: machine.size, precision: machine.size ? right / machine.size : 1 };
}

/** How much of an image's look is its difficulty and its class, beside so many numbers that are its own. */
const LOOK = { difficulty: 3, class: 3, own: 24 };

/** What the images are like: hard ones like hard ones, and near-copies like what they copy. */
function embeddingsOf(
  difficulty: readonly number[],
  classOf: readonly number[],
  isCopy: readonly boolean[],
  random: () => number,
): Map<string, Embedding> {
  const looks: Array<Pick<Embedding, 'vector' | 'look'>> = [];
  for (const [index, hardness] of difficulty.entries()) {
    const own = Array.from({ length: LOOK.own }, () => 2 * random() - 1);
    const numbers = [LOOK.difficulty * (2 * hardness - 1), LOOK.class * classOf[index]!, ...own];
    const bytes = new Int8Array(EMBEDDING_SIZE);
    for (const [at, number] of numbers.entries()) bytes[at] = 40 * number;
    const vector = Buffer.from(bytes.buffer).toString('base64');
    const look = Array.from({ length: 16 }, () => Math.floor(16 * random()).toString(16)).join('');
    looks.push(isCopy[index] ? looks[index - 1]! : { vector, look });
  }
  return new Map(looks.map((look, index) => [String(index), { version: 1, ...look }]));
}

/** The mean of the two middle ones where their number is even. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) / 2;
  return (sorted[Math.floor(at)]! + sorted[Math.ceil(at)]!) / 2;
}

console.log(`${OBJECTS} images, ${JOBS} jobs each, ${PRECISION} asked, ${kind.taskType}`);
console.log('| job | answers of people | first machine label after | true precision, worst tenth | promise kept |');
console.log('|---|---|---|---|---|');
for (const scenario of SCENARIOS) {
  const jobs = Array.from({ length: JOBS }, (_, seed) => play(scenario, seed + 1));
  const kept = jobs.filter(({ precision }) => precision >= PRECISION).length;
  const precisions = jobs.map(({ precision }) => precision).sort((a, b) => a - b);
  const first = jobs.map((job) => job.firstMachineLabel).filter((value) => !Number.isNaN(value));
  console.log(
    `| ${scenario.name} | ${((100 * median(jobs.map((job) => job.answers))) / OBJECTS).toFixed(0)} % | ${
      first.length
        ? `${median(first)}, ${first.filter((answers) => answers <= EARLY).length} by ${EARLY}${first.length < JOBS ? ` in ${first.length} jobs` : ''}`
        : 'none'
    } | ${precisions[Math.floor(JOBS / 10)]!.toFixed(3)} | ${kept} of ${JOBS} |`,
  );
}
