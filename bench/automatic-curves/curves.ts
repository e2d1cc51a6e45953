// Learning curves of automatic labeling on real images: node bench/automatic-curves/curves.ts raccoon|bccd|demo FOLDER
// [seeds=1,2,3,4,5] [shares=0.35] [precision=0.8] [first=30] [round=20]. Every model's answers are kept in FOLDER and a
// training goes on from its checkpoint, so that a run that was ended goes on where it was, and one with more shares
// learns only what is new. FOLDER/<set>-<seed>.json is a finished curve. Pictures: draw.ts.
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { loadPretrained } from '../../algorithms/backbone/pretrained.ts';
import type { LabeledFile } from '../../algorithms/detector/images/dataset.ts';
import { trainingBudget } from '../../algorithms/detector/training-budget.ts';
import type { BoxAnnotation } from '../../shared/contracts/manifest-line.ts';
import type { Prediction } from '../../shared/contracts/training.ts';
import { sample } from '../../shared/domain/automatic-labeling/choose-images.ts';
import { settingsOf } from '../../shared/domain/automatic-labeling/settings.ts';
import { meanAveragePrecision } from '../../shared/domain/models/average-precision.ts';
import { seededRandom } from '../../shared/domain/seeded-random.ts';
import type { SetName } from '../labeled-photographs.ts';
import type { Curve } from './curve.ts';
import { type EmbeddedPhotographs, readEmbeddedPhotographs } from './photographs.ts';
import { type JobState, playJob } from './play-job.ts';
import { askTaughtDetector } from './taught-detector.ts';

/** What a round's models learn in a labeling job (`learning-requests.ts`). */
const ROUND_STEPS = 300;

const args = process.argv.slice(2);
const [name, folder] = args.filter((each) => !each.includes('='));
const given = Object.fromEntries(args.filter((each) => each.includes('=')).map((each) => each.split('='))) as Record<
  string,
  string
>;
if (!name || !folder) throw new Error('usage: raccoon|bccd|demo FOLDER [seeds=1,2] [shares=0.35] [precision=0.8] …');
const { seeds = '1,2,3,4,5', shares = '0.35', precision = '0.8', first = '30', round = '20' } = given;
const settings = settingsOf({
  ...{ precision: Number(precision), firstImages: Number(first), imagesPerRound: Number(round) },
});
await mkdir(join(folder, 'models'), { recursive: true });
const { labels, files, embeddings, judges } = await readSet();
console.log(`${name}: ${files.length} images, ${judges.length} held out`);

/** The set with its embeddings, which are computed once. */
async function readSet(): Promise<EmbeddedPhotographs> {
  const file = join(folder!, `${name}.set`);
  const kept = await readFile(file).catch(() => undefined);
  if (kept) return deserialize(kept) as EmbeddedPhotographs;
  const read = await readEmbeddedPhotographs(name as SetName, await loadPretrained({}));
  await writeFile(file, serialize(read));
  return read;
}

interface Labels {
  people: readonly number[];
  machine?: ReadonlyMap<number, readonly BoxAnnotation[]>;
}

/** What a model that learns from these labels says; kept, so that nothing is learnt twice. */
async function ask(
  { people, machine = new Map() }: Labels,
  asked: 'judges' | readonly number[],
  seed: number,
  hyperparameters: Record<string, string>,
): Promise<Prediction[][]> {
  const ids = [...people].sort((a, b) => a - b);
  const question = JSON.stringify([name, ids, [...machine], asked, seed, hyperparameters]);
  const hash = createHash('sha256').update(question).digest('hex').slice(0, 32);
  const file = join(folder!, 'models', `${hash}.json`);
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept) return JSON.parse(kept) as Prediction[][];
  const learnt: LabeledFile[] = [
    ...ids.map((at) => files[at]!),
    ...[...machine].map(([at, boxes]) => ({ ...files[at]!, boxes: [...boxes], byMachine: true })),
  ];
  const of = asked === 'judges' ? judges : asked.map((at) => files[at]!);
  const root = join(folder!, 'running', hash);
  const answers = await askTaughtDetector(learnt, of, { labels, seed, root, hash, hyperparameters });
  await writeFile(file, JSON.stringify(answers));
  return answers;
}

/** mAP@.5 of a final model on the images that nobody labels. */
async function scoreOf(learnt: Labels, seed: number): Promise<number> {
  const boxes = [...learnt.people.map((at) => files[at]!.boxes), ...(learnt.machine?.values() ?? [])];
  const lesson = { images: boxes.length, objects: boxes.flat().length };
  const { steps } = trainingBudget({ maxSeconds: undefined, maxSteps: undefined }, lesson, false);
  const predictions = await ask(learnt, 'judges', seed, { 'max-steps': String(steps) });
  return meanAveragePrecision({ truth: judges.map(({ boxes }) => boxes), predictions, labels }).map50;
}

async function curveOf(seed: number): Promise<Curve> {
  const wanted = shares.split(',').map((share) => Math.floor(Number(share) * files.length));
  const states: JobState[] = [];
  const job = playJob({ files, embeddings, classes: labels.length, settings, seed }, (learnt, asked, lane) =>
    ask({ people: [...learnt.keys()] }, asked, 1000 * seed + lane, { 'max-steps': String(ROUND_STEPS) }),
  );
  for await (const state of job) {
    if (state.people.length > Math.max(...wanted)) break;
    states.push(state);
    const { right } = state.outcome;
    say(`seed ${seed}: people ${state.people.length}, machine ${state.machine.size} (${right} right)`);
    if (state.people.length + settings.imagesPerRound / 2 > Math.max(...wanted)) break;
  }
  const everyone = sample([...files.keys()], files.length, seededRandom(seed + 50));
  const points: Curve['points'] = [];
  for (const most of wanted) {
    const state = states.findLast(({ people }) => people.length <= most);
    if (!state) continue;
    const { people, machine } = state;
    const automatic = await scoreOf({ people, machine }, seed);
    const random = await scoreOf({ people: everyone.slice(0, people.length) }, seed);
    points.push({ answers: people.length, machine: machine.size, automatic, random });
    say(`seed ${seed}: people ${people.length}: automatic ${automatic.toFixed(3)}, random ${random.toFixed(3)}`);
  }
  const all = await scoreOf({ people: [...files.keys()] }, seed);
  say(`seed ${seed}: all ${all.toFixed(3)}`);
  const rounds = states.map(({ outcome: { answers, machine, right } }) => ({ answers, machine, right }));
  const { firstMachineLabel } = states.at(-1)!.outcome;
  return {
    ...{ set: name!, seed, settings, images: files.length, heldOut: judges.length },
    ...{ firstMachineLabel, rounds, points, all },
  };
}

function say(words: string) {
  console.log(`${words}; CPU ${(process.cpuUsage().user / 1e6).toFixed(0)} s`);
}

for (const seed of seeds.split(',')) {
  const curve = await curveOf(Number(seed));
  await writeFile(join(folder, `${name}-${seed}.json`), `${JSON.stringify(curve)}\n`);
  say(JSON.stringify(curve));
}
