import { sample } from '../../shared/domain/automatic-labeling/choose-images.ts';
import { isAllRight, judgeImage } from '../../shared/domain/automatic-labeling/judge-image.ts';
import { watch } from '../../shared/domain/automatic-labeling/warranty.ts';
import { seededRandom } from '../../shared/domain/seeded-random.ts';
import { isSettled } from '../core/shard.ts';
import type { JobPorts } from '../engine-ports.ts';
import { type Job, objectIdOf } from '../job/job.ts';
import type { JobDocument } from '../job/job-document.ts';
import { type Automation, automationSettings, FIRST_ROUND } from './automation.ts';
import { decideRound } from './decide-round.ts';
import type { LearningPort } from './learning-port.ts';
import {
  learningJobRequest,
  learningName,
  learntModelRequest,
  manifestFile,
  transformRequest,
} from './learning-requests.ts';
import { type JobObject, readJobObjects } from './peoples-labels.ts';
import { readPredictions } from './read-predictions.ts';
import { RoundFiles } from './round-files.ts';

/** How long a training or transform job is left alone between two looks, milliseconds. */
const LOOK_AGAIN_MS = 5000;
/** Labeled images without which no model is trained. */
const FEWEST_IMAGES = 5;
/** Share of labeled images that no training sees: the training's own validation. */
const HELD_OUT_SHARE = 0.2;
const NOBODY: ReadonlySet<string> = new Set();

/** The labeled images that no training sees, the same in every round: those for people only where there are any. */
function heldOutOf(labeled: readonly JobObject[]): JobObject[] {
  const judges = labeled.filter(({ peopleOnly }) => peopleOnly);
  if (judges.length > 0) return judges;
  const byChance = labeled.filter(({ id }) => seededRandom(Number(id))() < HELD_OUT_SHARE);
  return byChance.length > 0 ? byChance : labeled.slice(-1);
}

/** What is to be done in a job with automatic labeling. */
export interface AutomationStep {
  /** Objects that people may be given now; undefined: all. */
  people?: ReadonlySet<string>;
  /** Nobody but the machine has something to do: when to look again, milliseconds since 1970. */
  wakeAt?: number;
}

/**
 * Carries the rounds of a job one step further. Every file is written once under a name of the round, SageMaker's jobs are named after
 * it, and the phase changes last, so that the step may end anywhere and run again.
 */
export async function advanceAutomation(job: Job, document: JobDocument, ports: JobPorts): Promise<AutomationStep> {
  const learning = ports.learning!;
  const automation = document.automation ?? FIRST_ROUND;
  const run = new AutomationRun(job, document, ports, learning, automation);
  if (automation.phase === 'people') return run.labelByPeople();
  if (automation.phase === 'training') return run.train();
  if (automation.phase === 'predicting') return run.predict();
  return {};
}

class AutomationRun {
  readonly #job: Job;
  readonly #document: JobDocument;
  readonly #ports: JobPorts;
  readonly #learning: LearningPort;
  readonly #automation: Automation;
  readonly #files: RoundFiles;

  constructor(job: Job, document: JobDocument, ports: JobPorts, learning: LearningPort, automation: Automation) {
    this.#job = job;
    this.#document = document;
    this.#ports = ports;
    this.#learning = learning;
    this.#automation = automation;
    this.#files = new RoundFiles(job, document, ports);
  }

  get #round() {
    return {
      request: this.#document.request,
      reference: this.#document.reference,
      round: this.#automation.round,
      files: this.#files,
      image: this.#learning.image,
    };
  }

  /** The same numbers whenever this round of this job is decided. */
  #random(): () => number {
    return seededRandom(Number.parseInt(this.#document.reference.slice(0, 8), 16) + this.#automation.round);
  }

  async labelByPeople(): Promise<AutomationStep> {
    const { round } = this.#automation;
    const settings = automationSettings(this.#document.request);
    const people = new Set(await this.#peopleOf(round, settings.firstImages));
    // Asked after every answer: labels are read only once the round's people are done.
    if (!(await this.#areSettled(people))) return { people };
    const objects = await readJobObjects(this.#job, this.#document);
    const left = objects.filter(({ state }) => state === 'queued');
    const broken = await this.#brokenPromise(objects, settings.precision);
    if (broken) {
      for (const shard of this.#job.shards(this.#document).keys())
        await this.#job.apply(this.#document, shard, { type: 'sendBack', round: round - 1 });
      return this.#end(broken);
    }
    if (left.length === 0) return {};
    const labeled = objects.filter(({ boxes }) => boxes).length;
    if (labeled < FEWEST_IMAGES)
      return this.#end(`people could label ${labeled} of ${people.size} images; a model needs ${FEWEST_IMAGES}`);
    if (round >= settings.maxRounds) return this.#end(`${settings.maxRounds} rounds are used up`);
    return this.#go({ ...this.#automation, phase: 'training' });
  }

  async #peopleOf(round: number, firstImages: number): Promise<string[]> {
    if (round === 0) return this.#files.firstImages(() => this.#chooseFirst(firstImages));
    const decision = (await this.#files.findDecision(round - 1))!;
    return [...decision.people, ...decision.byChance, ...decision.sample];
  }

  async #chooseFirst(count: number): Promise<string[]> {
    const queued = (await readJobObjects(this.#job, this.#document)).filter(({ state }) => state === 'queued');
    const judges = queued.filter(({ peopleOnly }) => peopleOnly).map(({ id }) => id);
    const others = queued.filter(({ peopleOnly }) => !peopleOnly).map(({ id }) => id);
    return [...judges, ...sample(others, count, this.#random())];
  }

  async #areSettled(people: ReadonlySet<string>): Promise<boolean> {
    const objects = await readStates(this.#job, this.#document);
    return [...people].every((id) => objects.get(id) !== false);
  }

  /** Why the machine must stop: the hidden sample of all rounds against the promise. */
  async #brokenPromise(objects: readonly JobObject[], precision: number): Promise<string | undefined> {
    const truth = new Map(objects.flatMap(({ id, boxes }) => (boxes ? [[id, boxes] as const] : [])));
    const right: boolean[] = [];
    for (let round = 0; round < this.#automation.round; round++) {
      const [decision, predictions] = [await this.#files.findDecision(round), await this.#files.findPredictions(round)];
      for (const id of decision?.sample ?? []) {
        const boxes = truth.get(id);
        if (!boxes) continue;
        const said = judgeImage(predictions![id]!.boxes, decision!.warranty.classThresholds);
        right.push(isAllRight(said.boxes, boxes));
      }
    }
    const seen = watch(right, precision);
    return seen.isBroken
      ? `of ${seen.images} machine labels that people checked unseen, ${seen.right} were right: below the ${precision} that was asked`
      : undefined;
  }

  async train(): Promise<AutomationStep> {
    const { round, model } = this.#automation;
    const initial = this.#document.request.LabelingJobAlgorithmsConfig!.InitialActiveLearningModelArn;
    if (round === 0 && initial) {
      const name = initial.slice(initial.lastIndexOf('/') + 1);
      return this.#go({ ...this.#automation, phase: 'predicting', model: { name, arn: initial } });
    }
    const name = learningName(this.#document.reference, round);
    let training = await this.#learning.findTrainingJob(name);
    if (!training) {
      const problem = await this.#writeTrainingFiles();
      if (problem) return this.#end(problem);
      await this.#learning.createTrainingJob(learningJobRequest(this.#round, this.#document.ledger!.labels));
      training = await this.#learning.findTrainingJob(name);
    }
    if (training?.status === 'Completed') {
      const arn = this.#modelArn(name);
      return this.#go({ ...this.#automation, phase: 'predicting', model: { name, arn }, artifact: training.artifact! });
    }
    if (training && training.status !== 'InProgress' && training.status !== 'Stopping')
      return this.#end(
        `the training job ${name} ended ${training.status}: ${training.reason ?? 'without a reason'}`,
        model,
      );
    return { people: NOBODY, wakeAt: this.#ports.now() + LOOK_AGAIN_MS };
  }

  #modelArn(name: string): string {
    const { region, accountId } = this.#ports.account;
    return `arn:${this.#document.arn.split(':')[1]}:sagemaker:${region}:${accountId}:model/${name}`;
  }

  /** Returns why nothing can be learnt from these files. */
  async #writeTrainingFiles(): Promise<string | undefined> {
    const paths = this.#files.training(this.#automation.round);
    const labeled = (await readJobObjects(this.#job, this.#document)).filter(({ boxes }) => boxes);
    const names = labeled.map(({ image }) => image.slice(image.lastIndexOf('/') + 1));
    if (new Set(names).size < names.length)
      return 'two images have the same file name, and the algorithm finds images by theirs';
    const validation = heldOutOf(labeled);
    const train = labeled.filter((object) => !validation.includes(object));
    for (const [split, objects] of [
      ['train', train],
      ['validation', validation],
    ] as const) {
      const lines = objects.map(({ line }) => JSON.stringify(line));
      await this.#ports.files.write(paths.manifest(split), `${lines.join('\n')}\n`, 'application/json');
      const list = manifestFile(objects.map(({ image }) => image));
      await this.#ports.files.write(paths.images(split), list.text, 'application/json');
    }
    return undefined;
  }

  async predict(): Promise<AutomationStep> {
    const { round, model, artifact } = this.#automation;
    const name = learningName(this.#document.reference, round);
    const objects = await readJobObjects(this.#job, this.#document);
    if (await this.#files.findPredictions(round)) return this.#decide(objects);
    const asked = this.#imagesToPredict(objects);
    const list = manifestFile(asked.map(({ image }) => image));
    let transform = await this.#learning.findTransformJob(name);
    if (!transform) {
      if (artifact) await this.#learning.createModel(learntModelRequest(this.#round, artifact));
      await this.#ports.files.write(this.#files.inference(round).images, list.text, 'application/json');
      await this.#learning.createTransformJob(transformRequest(this.#round, model!.name));
      transform = await this.#learning.findTransformJob(name);
    }
    if (!transform || transform.status === 'InProgress' || transform.status === 'Stopping')
      return { people: NOBODY, wakeAt: this.#ports.now() + LOOK_AGAIN_MS };
    if (transform.status !== 'Completed')
      return this.#end(
        `the transform job ${name} ended ${transform.status}: ${transform.reason ?? 'without a reason'}`,
      );
    const output = this.#files.inference(round).output;
    await this.#files.predictions(round, () =>
      readPredictions(
        this.#ports,
        asked.map(({ id }, index) => ({ id, uri: `${output}/${list.paths[index]}.out` })),
      ),
    );
    return this.#decide(objects);
  }

  /** What nobody has labeled, and of what people labeled the part that no training sees. */
  #imagesToPredict(objects: readonly JobObject[]): JobObject[] {
    const labeled = objects.filter(({ boxes }) => boxes);
    return [...objects.filter(({ state }) => state === 'queued'), ...heldOutOf(labeled)];
  }

  async #decide(objects: readonly JobObject[]): Promise<AutomationStep> {
    const { round } = this.#automation;
    const predictions = await Promise.all(
      Array.from({ length: round + 1 }, async (_, index) => (await this.#files.findPredictions(index))!),
    );
    const decision = await this.#files.decision(round, () => ({
      at: this.#ports.now(),
      ...decideRound({
        objects,
        predictions,
        classes: this.#document.ledger!.labels.length,
        settings: automationSettings(this.#document.request),
        random: this.#random(),
      }),
    }));
    const byShard = Map.groupBy(decision.machine, (id) => this.#job.locate(this.#document, id)!.shard);
    for (const [shard, ids] of byShard) {
      const indexes = ids.map((id) => this.#job.locate(this.#document, id)!.index);
      await this.#job.apply(this.#document, shard, { type: 'labelByMachine', round, objects: indexes });
    }
    const { artifact: _, ...rest } = this.#automation;
    return this.#go({ ...rest, phase: 'people', round: round + 1 });
  }

  #end(endedBecause: string, model = this.#automation.model): Promise<AutomationStep> {
    this.#ports.log(`labeling job ${this.#job.name}: people label everything that is left`, { endedBecause });
    return this.#go({ round: this.#automation.round, phase: 'ended', endedBecause, ...(model && { model }) });
  }

  async #go(next: Automation): Promise<AutomationStep> {
    const { round, phase } = this.#automation;
    await this.#job.document.change((present) => {
      const at = present.automation ?? FIRST_ROUND;
      const isHere = at.round === round && at.phase === phase && present.status === 'InProgress';
      return {
        next: isHere ? { ...present, automation: next, modifiedAt: this.#ports.now() } : present,
        result: undefined,
      };
    });
    return { people: NOBODY, wakeAt: this.#ports.now() };
  }
}

/** Tells for each object id whether the object needs nobody any more. */
async function readStates(job: Job, document: JobDocument): Promise<Map<string, boolean>> {
  const states = new Map<string, boolean>();
  for (const [shardIndex, stored] of job.shards(document).entries())
    for (const [index, object] of (await stored.read()).objects.entries())
      states.set(objectIdOf(shardIndex, index), isSettled(object));
  return states;
}
