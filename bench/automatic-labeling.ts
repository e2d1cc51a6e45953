// What automatic labeling keeps of its promise and what it saves, on simulated jobs: node bench/automatic-labeling.ts [jobs]
import { decideRound } from '../labeling-engine/automatic/decide-round.ts';
import type { JobObject } from '../labeling-engine/automatic/peoples-labels.ts';
import type { RoundPredictions } from '../labeling-engine/automatic/round-files.ts';
import type { Prediction } from '../shared/contracts/training.ts';
import { sample } from '../shared/domain/automatic-labeling/choose-images.ts';
import { isAllRight, judgeImage } from '../shared/domain/automatic-labeling/judge-image.ts';
import { settingsOf } from '../shared/domain/automatic-labeling/settings.ts';
import { watch } from '../shared/domain/automatic-labeling/warranty.ts';
import { seededRandom } from '../shared/domain/seeded-random.ts';

const OBJECTS = 600;
const JOBS = Number(process.argv[2] ?? 40);
const PRECISION = 0.9;

interface Scenario {
  name: string;
  /** Share of images that a model of so many images gets wrong, by the image's number. */
  errors(images: number, object: number): number;
  /** Share of people's labels that are wrong. */
  peoplesErrors?: number;
  /** A wrong box is as sure of itself as a right one. */
  lies?: boolean;
}

const learns = (images: number) => Math.max(0.02, 0.55 * Math.exp(-images / 60));
const SCENARIOS: Scenario[] = [
  { name: 'a model that learns', errors: learns },
  { name: 'one that learns slowly', errors: (images) => Math.max(0.05, 0.6 * Math.exp(-images / 250)) },
  { name: 'one that cannot tell when it is wrong', errors: learns, lies: true },
  { name: 'a second half that looks otherwise (drift)', errors: (n, object) => (object > 300 ? 3 : 1) * learns(n) },
  { name: 'a saboteur: one label of people in twelve is wrong', errors: learns, peoplesErrors: 1 / 12 },
  { name: 'nonsense labels', errors: () => 0.9, peoplesErrors: 0.9 },
];

/** Truth is one box at the left; a wrong one is elsewhere. */
const box = (isWrong: boolean, confidence: number): Prediction => ({
  class_id: 0,
  left: isWrong ? 300 : 10,
  top: 10,
  width: 80,
  height: 60,
  confidence,
});
const TRUTH = [{ class_id: 0, left: 10, top: 10, width: 80, height: 60 }];

/** One job of `OBJECTS` images, from the first image to the last label. */
function play(scenario: Scenario, seed: number) {
  const random = seededRandom(seed);
  const settings = settingsOf({ precision: PRECISION });
  const objects: JobObject[] = Array.from({ length: OBJECTS }, (_, index) => ({
    id: String(index),
    image: `s3://bucket/${index}.jpg`,
    peopleOnly: false,
    state: 'queued',
  }));
  const machine = new Map<string, { right: boolean; round: number }>();
  const hidden: boolean[] = [];
  const predictions: RoundPredictions[] = [];
  let [answers, firstMachineLabel] = [0, Number.NaN];
  const label = (id: string) => {
    const isWrong = random() < (scenario.peoplesErrors ?? 0);
    objects[Number(id)] = { ...objects[Number(id)]!, state: 'labeled', boxes: isWrong ? [box(true, 1)] : TRUTH };
    answers++;
  };
  for (const id of sample(objects, settings.firstImages, random)) label(id.id);
  for (let round = 0; round < settings.maxRounds && objects.some(({ state }) => state === 'queued'); round++) {
    const labeled = objects.filter(({ boxes }) => boxes).length;
    const found: RoundPredictions = {};
    for (const { id, state } of objects) {
      if (state !== 'queued' && !(state === 'labeled' && Number(id) % 5 === 0)) continue;
      const isWrong = random() < scenario.errors(labeled, Number(id));
      const confidence = isWrong && !scenario.lies ? 0.2 + 0.7 * random() : 0.6 + 0.4 * random();
      found[id] = { width: 640, height: 480, boxes: [box(isWrong, confidence)] };
    }
    predictions.push(found);
    const decision = decideRound({ objects, predictions, classes: 1, settings, random });
    for (const id of decision.machine) {
      const said = judgeImage(found[id]!.boxes, decision.warranty.classThresholds);
      machine.set(id, { right: isAllRight(said.boxes, TRUTH), round });
      objects[Number(id)] = { ...objects[Number(id)]!, state: 'other' };
      if (Number.isNaN(firstMachineLabel)) firstMachineLabel = answers;
    }
    for (const id of [...decision.people, ...decision.byChance]) label(id);
    for (const id of decision.sample) {
      label(id);
      const said = judgeImage(found[id]!.boxes, decision.warranty.classThresholds);
      hidden.push(isAllRight(said.boxes, objects[Number(id)]!.boxes!));
    }
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

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

console.log(`${OBJECTS} images, ${JOBS} jobs each, ${PRECISION} asked`);
console.log('| job | answers of people | first machine label after | true precision, worst tenth | promise kept |');
console.log('|---|---|---|---|---|');
for (const scenario of SCENARIOS) {
  const jobs = Array.from({ length: JOBS }, (_, seed) => play(scenario, seed + 1));
  const kept = jobs.filter(({ precision }) => precision >= PRECISION).length;
  const precisions = jobs.map(({ precision }) => precision).sort((a, b) => a - b);
  const first = jobs.map((job) => job.firstMachineLabel).filter((value) => !Number.isNaN(value));
  console.log(
    `| ${scenario.name} | ${((100 * median(jobs.map((job) => job.answers))) / OBJECTS).toFixed(0)} % | ${
      first.length ? median(first) : 'none'
    } | ${precisions[Math.floor(JOBS / 10)]!.toFixed(3)} | ${kept} of ${JOBS} |`,
  );
}
