import { expect, it } from '@jest/globals';
import type { LabelingEngine } from '../../../labeling-engine/engine.ts';
import { ObjectMissingError } from '../../../shared/errors.ts';
import { installHooks, OWN_HOOKS } from '../built-in-hooks.ts';
import { createWorld, type World } from '../engine-in-memory.ts';
import { apiOf, settle, Worker } from '../worker-page.ts';
import { answerTask, createAutomaticJob, describeJob, outputManifest, whoLabeled } from './automatic-jobs.ts';
import { SimulatedLearning } from './simulated-learning.ts';
import { birds, boxes, classes, masks, type Subject } from './subjects.ts';

const OBJECTS = 40;
const FIRST = 16;
const SETTINGS = { precision: 0.5, firstImages: FIRST, imagesPerRound: 8 };
const truth = birds(OBJECTS);
/** How often ana looks for a task before she comes again another day. */
const LOOKS = 6;
const LOOK_MS = 6000;
const DAY_MS = 86_400_000;
const NEVER = Number.POSITIVE_INFINITY;

/** A world in which an engine dies at a call, before or after it has had its effect, and no call of it works then. */
class MortalWorld {
  readonly world: World;
  readonly learning: SimulatedLearning;
  readonly #subject: Subject;
  calls = 0;
  /** Of ana, once she has joined: passwords take long to check. */
  token: string | undefined;
  #diesAt = NEVER;

  constructor(subject: Subject) {
    this.world = createWorld();
    installHooks(this.world);
    this.#subject = subject;
    this.learning = new SimulatedLearning(this.world, { truth, subject, errors: () => 0 });
    const count = () => {
      if (++this.calls >= this.#diesAt) throw new Error('killed');
    };
    this.world.storage.onOperation = count;
    this.world.storage.afterWrite = count;
    this.learning.onCall = count;
  }

  /** A copy of all that is stored, in which the engine dies at its n-th call from now on. */
  copy(diesAt: number): MortalWorld {
    const copy = new MortalWorld(this.#subject);
    for (const [key, object] of this.world.storage.objects) copy.world.storage.objects.set(key, { ...object });
    for (const [uri, text] of this.world.files) copy.world.files.set(uri, text);
    copy.world.clock.advance(this.world.clock.now() - copy.world.clock.now());
    copy.learning.remember(this.learning);
    copy.token = this.token;
    copy.#diesAt = diesAt;
    return copy;
  }

  get isDead() {
    return this.calls >= this.#diesAt;
  }

  revive() {
    this.#diesAt = NEVER;
  }

  open(): LabelingEngine {
    const { files } = this.world;
    const count = () => {
      if (++this.calls >= this.#diesAt) throw new Error('killed');
    };
    const read = async (uri: string) => {
      count();
      const text = files.get(uri);
      if (text === undefined) throw new ObjectMissingError(`${uri} is not there`);
      return text;
    };
    return this.world.open({
      learning: this.learning,
      builtInHooks: OWN_HOOKS,
      files: {
        read,
        hasBucket: async () => true,
        readBytes: async (uri) => Buffer.from(await read(uri), 'base64'),
        async write(uri, content) {
          count();
          files.set(uri, typeof content === 'string' ? content : Buffer.from(content).toString('base64'));
          count();
        },
      },
    });
  }

  /** Lets the engine work until it waits for somebody; virtual time stands still. */
  async quiet() {
    for (let [same, before] = [0, -1]; same < 3; before = this.calls) {
      await settle(8);
      same = this.calls === before ? same + 1 : 0;
    }
  }
}

interface Life {
  subject: Subject;
  settings: Record<string, number>;
}

/** Opens an engine and lets ana answer what she is given: so many tasks, or until the job ends. */
async function live(mortal: MortalWorld, { subject }: Life, mostTasks: number): Promise<void> {
  const engine = mortal.open();
  try {
    await engine.start();
    await mortal.quiet();
    const api = apiOf(engine);
    mortal.token ??= (await Worker.join(engine, api, 'ana')).token;
    const worker = new Worker(api, mortal.token);
    const isOver = async () => (await describeJob(engine)).LabelingJobStatus === 'Completed';
    for (let [tasks, idle] = [0, 0]; tasks < mostTasks && !(await isOver()); ) {
      // Her session ends with the day, when nothing is left for her.
      const reference = await worker.jobReference().catch(() => undefined);
      const task = reference && (await worker.next(reference)).task;
      if (mortal.isDead) throw new Error('the engine was killed');
      if (task) {
        const { status } = await answerTask(worker, task, { truth, subject });
        if (status !== 200) throw new Error('the answer was not taken');
        tasks++;
        idle = 0;
      } else mortal.world.clock.advance(idle++ < LOOKS ? LOOK_MS : DAY_MS);
      await mortal.quiet();
    }
  } finally {
    await engine.stop();
  }
}

it.each<[string, Life]>([
  ['boxes', { subject: boxes, settings: SETTINGS }],
  ['classes', { subject: classes, settings: SETTINGS }],
  ['masks', { subject: masks, settings: SETTINGS }],
  ['boxes, six a day', { subject: boxes, settings: { ...SETTINGS, dailyCap: 6 } }],
])(
  'killed at any call of its rounds, the job ends with the same manifest to the letter: %s',
  async (name, life) => {
    const { subject, settings } = life;
    const begun = new MortalWorld(subject);
    const engine = begun.open();
    await engine.start();
    await createAutomaticJob(begun.world, engine, { subject, settings, objects: OBJECTS });
    await begun.quiet();
    await engine.stop();
    // All but the last of the first images are labeled.
    await live(begun, life, FIRST - 1);
    const whole = begun.copy(NEVER);
    await live(whole, life, NEVER);
    const expected = outputManifest(whole.world);
    const lines = expected.trimEnd().split('\n');
    expect(lines.filter((line) => whoLabeled(JSON.parse(line), subject) === 'no').length).toBeGreaterThan(5);
    let deaths = 0;
    for (let call = 1; call <= whole.calls; call++) {
      const mortal = begun.copy(call);
      await live(mortal, life, NEVER).catch(() => deaths++);
      mortal.revive();
      const job = JSON.parse(mortal.world.storage.objects.get('jobs/job-1.json')!.text) as { status: string };
      if (job.status !== 'Completed') await live(mortal, life, NEVER);
      const found = outputManifest(mortal.world).trimEnd().split('\n');
      const other = lines.findIndex((line, index) => found[index] !== line);
      if (other >= 0)
        throw new Error(
          `killed at call ${call} of ${whole.calls}, line ${other} is\n${found[other]}\ninstead of\n${lines[other]}`,
        );
      expect(found).toHaveLength(lines.length);
      for (const [uri, text] of whole.world.files)
        if (uri.includes('/machine-')) expect(mortal.world.files.get(uri)).toBe(text);
    }
    console.log(`${name}: ${whole.calls} calls, ${deaths} deaths told`);
    expect(whole.calls).toBeGreaterThan(200);
  },
  1_200_000,
);
