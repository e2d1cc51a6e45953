/**
 * What the labeling engine itself does in a round of automatic labeling, beside training and predicting: CPU and wall
 * seconds by step, over the laptop's S3 in the same process. The model is a stand-in that is sure of nothing, so that every
 * round asks people again. `node bench/automatic-round.ts [images] [rounds]`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { LearningJob, LearningPort } from '../labeling-engine/automatic/learning-port.ts';
import { realClock } from '../local-cloud/clock.ts';
import { EngineObjects } from '../local-cloud/labeling/engine-objects.ts';
import { openS3 } from '../local-cloud/s3/open-s3.ts';
import { openKeys } from '../local-cloud/wire/keys.ts';
import { listenWire } from '../local-cloud/wire/server.ts';
import { EMBEDDING_SIZE } from '../shared/contracts/embedding.ts';
import { projectKeys } from '../shared/domain/project/bucket-keys.ts';
import { seededRandom } from '../shared/domain/seeded-random.ts';
import { createAutomaticJob } from '../test/labeling-engine/automatic/automatic-jobs.ts';
import { birds, boxes } from '../test/labeling-engine/automatic/subjects.ts';
import { installHooks, OWN_HOOKS } from '../test/labeling-engine/built-in-hooks.ts';
import { BUCKET, createWorld } from '../test/labeling-engine/engine-in-memory.ts';
import { apiOf, Worker } from '../test/labeling-engine/worker-page.ts';

const [images = 1000, rounds = 5] = process.argv.slice(2).map(Number);
const FIRST = 60;
const A_ROUND = 20;
/** Boxes that a detector's answer lists for an image, nearly all of little confidence. */
const BOXES = 40;

const dataDir = mkdtempSync(join(tmpdir(), 'labelloop-round-'));
const keys = openKeys(dataDir);
const s3 = openS3({
  ...{ dataDir, clock: realClock, accessLog: { record: () => {} }, notifications: [], deliver: async () => {} },
});
await s3.createBucket(BUCKET);
const wire = await listenWire({ services: { s3: s3.service }, keys, port: 0 });
const { endpoint } = wire;
const objects = new EngineObjects({
  endpoint,
  region: 'us-east-1',
  credentials: keys.forPrincipal('user'),
  bucket: BUCKET,
});
const truth = birds(images);
const random = seededRandom(1);

interface Spent {
  cpu: number;
  wall: number;
}
const now = (): Spent => {
  const { user, system } = process.cpuUsage();
  return { cpu: (user + system) / 1e6, wall: performance.now() / 1000 };
};
let at = now();
const steps = new Map<string, Spent[]>();
/** Ends a step of a round: what was spent since the last end belongs to it. */
function end(step: string, round = 0): void {
  const then = now();
  const known = steps.get(step) ?? [];
  const before = known[round] ?? { cpu: 0, wall: 0 };
  known[round] = { cpu: before.cpu + then.cpu - at.cpu, wall: before.wall + then.wall - at.wall };
  steps.set(step, known);
  at = then;
}

const STAND_IN = 'the stand-in itself, not counted';

/** What SageMaker would do: nothing is learnt, and answers of a real one's size are written. */
class StandIn implements LearningPort {
  image = 'detector';
  round = -1;
  #trainings = new Map<string, LearningJob>();
  #transforms = new Map<string, LearningJob>();
  async createTrainingJob({ TrainingJobName }: { TrainingJobName: string }) {
    if (this.#trainings.size % 3 === 0) this.round++;
    end('labels read, lessons written', this.round);
    this.#trainings.set(TrainingJobName, { status: 'Completed', artifact: 's3://models/model.tar.gz' });
    return undefined;
  }
  findTrainingJob = async (name: string) => this.#trainings.get(name);
  createModel = async () => undefined;
  hasModel = async () => true;
  deleteModel = async () => {};
  findTransformJob = async (name: string) => this.#transforms.get(name);
  stop = async () => {};
  async createTransformJob(request: { TransformJobName: string } & Record<string, unknown>) {
    end('lists of images written', this.round);
    const input = request.TransformInput as { DataSource: { S3DataSource: { S3Uri: string } } };
    const output = (request.TransformOutput as { S3OutputPath: string }).S3OutputPath;
    const list = JSON.parse(await objects.read(input.DataSource.S3DataSource.S3Uri)) as [
      { prefix: string },
      ...string[],
    ];
    const [{ prefix }, ...paths] = list;
    for (const path of paths) {
      const bird = truth.get(prefix + path)!;
      const annotations = Array.from({ length: BOXES }, (_, index) => ({
        ...{ ...bird, left: bird.left + 7 * index },
        confidence: index === 0 ? 0.5 + 0.1 * random() : 0.3 * random(),
      }));
      const answer = { image_size: [{ width: 640, height: 480, depth: 3 }], annotations };
      await objects.write(`${output}/${path}.out`, JSON.stringify(answer), 'application/json');
    }
    this.#transforms.set(request.TransformJobName, { status: 'Completed' });
    end(STAND_IN, this.round);
    return undefined;
  }
}

for (const uri of truth.keys()) {
  const sha256 = /[0-9a-f]{64}/.exec(uri)![0];
  const vector = Buffer.from(Array.from({ length: EMBEDDING_SIZE }, () => Math.floor(256 * random()))).toString(
    'base64',
  );
  const text = JSON.stringify({ version: 1, vector, look: sha256.slice(0, 16) });
  await objects.write(`s3://${BUCKET}/${projectKeys('birds').embedding(sha256)}`, text, 'application/json');
}

const world = createWorld();
installHooks(world);
const { storage } = world;
const learning = new StandIn();
const engine = world.open({
  learning,
  log: (message, fields) => console.error(message, fields),
  builtInHooks: OWN_HOOKS,
  files: {
    read: (uri) => objects.read(uri),
    hasBucket: async () => true,
    readBytes: (uri) => objects.readBytes(uri),
    async write(uri, content, type) {
      if (typeof content === 'string') world.files.set(uri, content);
      await objects.write(uri, content, type);
    },
  },
  storage: {
    get: (key) => objects.get(key),
    async create(key, text) {
      const made = await objects.create(key, text);
      if (key.endsWith('first-images.json')) end('first images chosen');
      if (key.endsWith('-predictions.json')) end('answers read', learning.round);
      if (key.endsWith('-decision.json')) end('decided', learning.round);
      return made;
    },
    async replaceIf(key, text, etag) {
      const made = await objects.replaceIf(key, text, etag);
      if (key.startsWith('jobs/') && JSON.parse(text).automation?.phase === 'people')
        end('summary written', learning.round);
      return made;
    },
    list: (prefix) => objects.list(prefix),
  },
});
await engine.start();
await createAutomaticJob(
  { ...world, storage, files: { set: (uri: string, text: string) => objects.write(uri, text, 'text/plain') } } as never,
  engine,
  { subject: boxes, objects: images, settings: { precision: 0.95, firstImages: FIRST, imagesPerRound: A_ROUND } },
);
/** Nobody waits for the clock. */
const ticking = setInterval(() => world.clock.advance(1000), 5);
const worker = await Worker.join(engine, apiOf(engine), 'ana');
at = now();
while (!steps.get('summary written')?.[rounds - 1]) {
  const reference = await worker.jobReference().catch(() => undefined);
  const { task } = reference ? await worker.next(reference) : {};
  if (!task) {
    await pause(5);
    continue;
  }
  const image = `s3://${BUCKET}/projects/birds/images/${/[0-9a-f]{64}\.jpg/.exec(JSON.stringify(task))![0]}`;
  await worker.send(task, 'answer', { answer: boxes.answer(truth.get(image)!, false) });
  // What people cause is nobody's round, until the last answer of one.
  end('people, not counted', 0);
}
clearInterval(ticking);
await engine.stop();
await wire.close();
rmSync(dataDir, { recursive: true, force: true });

console.log(`${images} images, ${rounds} rounds, ${cpus()[0]!.model}, load ${loadavg()[0]!.toFixed(1)}`);
console.log(`| step | CPU s, wall s in round 1 | in round ${rounds} |`);
console.log('|---|---|---|');
const total = [0, rounds - 1].map((round) => {
  const counted = [...steps].filter(([step]) => !step.includes('not counted')).map(([, spent]) => spent[round]);
  return counted.reduce((sum, spent) => sum + (spent?.cpu ?? 0), 0);
});
const shown = (spent: Spent | undefined) => (spent ? `${spent.cpu.toFixed(2)}, ${spent.wall.toFixed(2)}` : '');
for (const [step, spent] of steps) console.log(`| ${step} | ${shown(spent[0])} | ${shown(spent[rounds - 1])} |`);
console.log(`| counted, CPU s | **${total[0]!.toFixed(2)}** | **${total[1]!.toFixed(2)}** |`);
process.exit(0);
