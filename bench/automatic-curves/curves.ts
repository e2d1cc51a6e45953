// Learning curves of automatic labeling on real images: node bench/automatic-curves/curves.ts raccoon|bccd|demo FOLDER
// [seeds] [precision] [first images] [images a round]. What is seen and each model's answers are kept in FOLDER, so
// that a run that was ended goes on where it was; FOLDER/<set>-<seed>.json is a finished curve. Pictures: draw.ts.
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadPretrained } from '../../algorithms/backbone/pretrained.ts';
import { quickSteps } from '../../algorithms/detector/evidence/quick-model.ts';
import { type LabeledFile, loadExamples } from '../../algorithms/detector/images/dataset.ts';
import { chooseFrame } from '../../algorithms/images/frame.ts';
import { findFlip } from '../../algorithms/images/symmetry.ts';
import type { BoxAnnotation } from '../../shared/contracts/manifest-line.ts';
import type { Prediction } from '../../shared/contracts/training.ts';
import { sample } from '../../shared/domain/automatic-labeling/choose-images.ts';
import { settingsOf } from '../../shared/domain/automatic-labeling/settings.ts';
import { meanAveragePrecision } from '../../shared/domain/models/average-precision.ts';
import { seededRandom } from '../../shared/domain/seeded-random.ts';
import type { SetName } from '../labeled-photographs.ts';
import type { Curve } from './curve.ts';
import { askFrozenModel } from './frozen-learner.ts';
import { type FrozenImage, keptIn, openFreezer } from './frozen-views.ts';
import { readEmbeddedPhotographs } from './photographs.ts';
import { playJob } from './play-job.ts';

/**
 * Long side of the network's input, pixels: smaller than a project's, so that a curve costs CPU minutes; and how many
 * times a quick model's steps are taken: drawn logos are small and new to the backbone.
 */
const SIZES = { raccoon: [128, 1], bccd: [128, 1], demo: [160, 2], squares: [128, 1] } satisfies Record<
  SetName,
  [number, number]
>;
/** Parts of all images that chance labels. */
const SHARES = [0.2, 0.35, 0.5];
/** Where the machine labels nothing a job is followed to this share of answers: the rest is people's as in any arm. */
const FOLLOWED = 0.5;
const FINAL_LANE = 100;

const [name = 'raccoon', folder, seedsText = '1', precision = '0.8', first = '30', round = '20'] =
  process.argv.slice(2);
if (!folder) throw new Error('usage: raccoon|bccd|demo FOLDER [seeds] [precision] [first images] [images a round]');
for (const part of ['models', 'views']) await mkdir(join(folder, part), { recursive: true });
const [LONG_SIDE, LESSONS] = SIZES[name as SetName];
const settings = settingsOf({
  precision: Number(precision),
  firstImages: Number(first),
  imagesPerRound: Number(round),
});
const cpu = () => process.cpuUsage().user / 1e6;

const backbone = await loadPretrained({});
const { labels, files, embeddings, judges, frame, flip } = await keptIn(join(folder, `${name}.set`), async () => {
  const set = await readEmbeddedPhotographs(name as SetName, backbone);
  const size = chooseFrame(set.files, LONG_SIDE, true);
  const mirror = findFlip(await loadExamples(set.files, size, () => {}), set.labels.length);
  return { ...set, frame: size, flip: mirror };
});
const freezer = await openFreezer(frame, flip, backbone);
const freezeAll = async (of: readonly LabeledFile[], who: string, cropped?: number) => {
  const frozen: FrozenImage[] = [];
  for (const [at, file] of of.entries())
    frozen.push(await keptIn(join(folder, 'views', `${name}-${who}-${at}`), () => freezer.freeze(file, at, cropped)));
  return frozen;
};
const images = await freezeAll(files, 'learnt');
const asked = await freezeAll(judges, 'judge', 0);
await freezer.close();
console.log(
  `${name}: ${files.length} images, ${judges.length} held out, ${frame.width}x${frame.height}, mirror ${flip}`,
);

type Labels = ReadonlyMap<number, readonly BoxAnnotation[]>;

/** What a model that learns from these labels says; kept, so that nothing is learnt twice. */
async function ask(
  learnt: Labels,
  of: 'judges' | readonly number[],
  lane: number,
  steps = LESSONS * quickSteps(learnt.size),
): Promise<Prediction[][]> {
  const lessons = [...learnt].sort(([a], [b]) => a - b);
  const question = JSON.stringify([name, LONG_SIDE, lane, steps, of, lessons]);
  const file = join(folder!, 'models', `${createHash('sha256').update(question).digest('hex').slice(0, 32)}.json`);
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept) return JSON.parse(kept) as Prediction[][];
  const answers = await askFrozenModel(
    lessons.map(([at, boxes]) => ({ image: images[at]!, boxes })),
    of === 'judges' ? asked : of.map((at) => images[at]!),
    { frame, labels: labels.length, features: backbone.features, steps, seed: lane },
  );
  await writeFile(file, JSON.stringify(answers));
  return answers;
}

/** Final models of every arm take as many steps, so that labels are compared and not lessons. */
const FINAL_STEPS = LESSONS * quickSteps(files.length);

async function scoreOf(learnt: Labels, seed: number): Promise<number> {
  const predictions = await ask(learnt, 'judges', FINAL_LANE + seed, FINAL_STEPS);
  return meanAveragePrecision({ truth: judges.map(({ boxes }) => boxes), predictions, labels }).map50;
}

const truthOf = (ids: readonly number[]): Labels => new Map(ids.map((at) => [at, files[at]!.boxes]));

async function curveOf(seed: number): Promise<Curve> {
  const automatic: Curve['automatic'] = [];
  const job = playJob({ files, embeddings, classes: labels.length, settings, seed }, (learnt, of, lane) =>
    ask(learnt, of, 1000 * seed + lane),
  );
  let outcome = { answers: 0, machine: 0, right: 0, firstMachineLabel: null as number | null };
  for await (const state of job) {
    const { people, machine } = state;
    outcome = { ...state.outcome };
    const map50 = await scoreOf(new Map([...truthOf(people), ...machine]), seed);
    automatic.push({ answers: people.length, machine: machine.size, map50 });
    console.log(
      `seed ${seed}: people ${people.length}, machine ${machine.size}: ${map50.toFixed(3)}; CPU ${cpu().toFixed(0)} s`,
    );
    if (machine.size === 0 && people.length >= FOLLOWED * files.length) break;
  }
  const order = sample([...files.keys()], files.length, seededRandom(seed + 50));
  const random: Curve['random'] = [];
  for (const share of SHARES) {
    const answers = Math.round(share * files.length);
    random.push({ answers, map50: await scoreOf(truthOf(order.slice(0, answers)), seed) });
  }
  const all = await scoreOf(truthOf([...files.keys()]), seed);
  random.push({ answers: files.length, map50: all });
  return {
    set: name,
    seed,
    settings,
    images: files.length,
    heldOut: judges.length,
    ...outcome,
    automatic,
    random,
    all,
  };
}

for (const seedText of seedsText.split(',')) {
  const curve = await curveOf(Number(seedText));
  await writeFile(join(folder, `${name}-${seedText}.json`), `${JSON.stringify(curve)}\n`);
  console.log(JSON.stringify(curve));
}
