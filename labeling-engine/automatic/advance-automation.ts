import type { MachineKind } from '../../shared/domain/automatic-labeling/kinds/machine-kind.ts';
import { watch } from '../../shared/domain/automatic-labeling/warranty.ts';
import { seededRandom } from '../../shared/domain/seeded-random.ts';
import { isSettled } from '../core/shard.ts';
import type { JobPorts } from '../engine-ports.ts';
import { type Job, objectIdOf } from '../job/job.ts';
import type { JobDocument } from '../job/job-document.ts';
import { type Automation, automationSettings, FIRST_ROUND, initialModel, machineKindOf } from './automation.ts';
import { FOLDS } from './cross-fitting.ts';
import { capOwner, DailyAllowance } from './daily-allowance.ts';
import { type Portions, takePortions } from './daily-portions.ts';
import { decideRound, judgeProbe } from './decide-round.ts';
import { embeddingsBeside } from './embeddings-beside.ts';
import { COMPARED, chooseFirstImages } from './first-images.ts';
import { type LearningRound, learningNames, measureWork, predictObjects, trainModels } from './learn-round.ts';
import { writeMachineFiles } from './machine-labels.ts';
import { MachineSays } from './machine-says.ts';
import { hasTruth, type JobObject, readJobObjects } from './peoples-labels.ts';
import { RoundFiles, type RoundPredictions } from './round-files.ts';
import { writeSummary } from './write-summary.ts';

/** How long a training or transform job is left alone between two looks, milliseconds. */
const LOOK_AGAIN_MS = 5000;
/** Labeled images without which no model is trained. */
const FEWEST_IMAGES = 6;
/** For fewer images that wait no model is trained: people are done with them before it. */
const FEWEST_LEFT = 6;
const NOBODY: ReadonlySet<string> = new Set();

/** What is to be done in a job with automatic labeling. */
export interface AutomationStep {
  /** Objects that people may be given now; undefined: all. */
  people?: ReadonlySet<string>;
  /** Nobody but the machine has something to do: when to look again, milliseconds since 1970. */
  wakeAt?: number;
}

/**
 * Carries the rounds of a job one step further. Every file is written once under a name of the round, SageMaker's jobs
 * are named after it, and the phase changes last, so that the step may end anywhere and run again.
 */
export async function advanceAutomation(job: Job, document: JobDocument, ports: JobPorts): Promise<AutomationStep> {
  const automation = document.automation ?? FIRST_ROUND;
  const run = new AutomationRun(job, document, ports, automation);
  if (automation.phase === 'people') return run.labelByPeople();
  if (automation.phase === 'training') return run.train();
  if (automation.phase === 'predicting') return run.predict();
  return {};
}

class AutomationRun {
  readonly #job: Job;
  readonly #document: JobDocument;
  readonly #ports: JobPorts;
  readonly #automation: Automation;
  readonly #files: RoundFiles;
  readonly #kind: MachineKind;

  constructor(job: Job, document: JobDocument, ports: JobPorts, automation: Automation) {
    this.#job = job;
    this.#document = document;
    this.#ports = ports;
    this.#automation = automation;
    this.#files = new RoundFiles(job, document, ports);
    this.#kind = machineKindOf(document.request);
  }

  get #learning(): LearningRound {
    const { round } = this.#automation;
    const learning = this.#ports.learning!;
    return { kind: this.#kind, document: this.#document, ports: this.#ports, learning, files: this.#files, round };
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
    if (round > 0) await this.#followProbe(round - 1, settings.precision);
    const { held, nextAt } = await this.#labelToday(round);
    const objects = await this.#objects();
    const broken = await this.#brokenPromise(objects, settings.precision);
    if (broken) {
      for (const shard of this.#job.shards(this.#document).keys())
        await this.#job.apply(this.#document, shard, { type: 'sendBack', round: round - 1 });
      return this.#end(broken);
    }
    const queued = objects.filter(({ state }) => state === 'queued');
    const left = queued.filter(({ id }) => !held.has(id)).map(({ id }) => id);
    const labeled = objects.filter(hasTruth).length;
    const learns = left.length >= FEWEST_LEFT && labeled >= FEWEST_IMAGES && round < settings.maxRounds;
    await writeSummary(this.#job, this.#document, this.#ports, { learns });
    if (queued.length === 0) return {};
    if (left.length === 0) return { people: NOBODY, wakeAt: nextAt };
    if (labeled < FEWEST_IMAGES)
      return this.#end(`people could label ${labeled} of ${people.size} images; a model needs ${FEWEST_IMAGES}`);
    if (learns) return this.#go({ ...this.#automation, phase: 'training' });
    // What is proved waits for its day, while people label what is left.
    if (held.size > 0) return { people: new Set(left), wakeAt: nextAt };
    if (round < settings.maxRounds) return { people: new Set(left) };
    return this.#end(`${settings.maxRounds} rounds are used up`);
  }

  /** Where the machine's labels of a day are capped: labels those that today has room for. */
  async #labelToday(rounds: number): Promise<Omit<Portions, 'labeled'>> {
    const { dailyCap } = automationSettings(this.#document.request);
    const now = this.#ports.now();
    if (dailyCap === undefined) return { held: NOBODY, nextAt: now };
    const past = await Promise.all(Array.from({ length: rounds }, (_, round) => this.#files.past(round)));
    const owner = capOwner(this.#document.request, this.#document.reference);
    const allowanceOf = (day: string) => new DailyAllowance(this.#ports, owner, day, dailyCap);
    const { labeled, ...rest } = await takePortions(this.#files, past, allowanceOf, now);
    const states = await readStates(this.#job, this.#document);
    for (const [round, ids] of labeled) {
      const open = ids.filter((id) => states.get(id) === false);
      await this.#label(round, past[round]!.predictions, open);
    }
    return rest;
  }

  async #peopleOf(round: number, firstImages: number): Promise<string[]> {
    if (round === 0) {
      const known = await this.#files.findFirstImages();
      if (known) return known.ids;
      const objects = await this.#objects();
      const choose = () => chooseFirstImages(objects, firstImages, this.#ports, this.#random());
      const { ids } = await this.#files.firstImages(choose);
      await writeSummary(this.#job, this.#document, this.#ports);
      return ids;
    }
    const decision = (await this.#files.findDecision(round - 1))!;
    return [...decision.people, ...decision.byChance, ...decision.probed, ...decision.sample];
  }

  #objects(): Promise<JobObject[]> {
    return readJobObjects(this.#kind, this.#job, this.#document, this.#ports);
  }

  /**
   * People have labeled what a round's probe asked for: if all of it agrees, the machine labels the rest from that
   * score on.
   */
  async #followProbe(round: number, precision: number): Promise<void> {
    const past = await this.#files.past(round);
    if (!past.decision.probe) return;
    const objects = await this.#objects();
    const { machine } = await this.#files.verdict(round, () => judgeProbe(this.#kind, objects, past, precision)!);
    await this.#labelByMachine(round, past.predictions, machine);
  }

  /** Where nothing caps the day; what is capped is labeled by `labelToday`. */
  async #labelByMachine(round: number, predictions: RoundPredictions, ids: readonly string[]): Promise<void> {
    if (automationSettings(this.#document.request).dailyCap === undefined) await this.#label(round, predictions, ids);
  }

  async #label(round: number, predictions: RoundPredictions, ids: readonly string[]): Promise<void> {
    await writeMachineFiles(this.#document, this.#ports, round, predictions, ids);
    const byShard = Map.groupBy(ids, (id) => this.#job.locate(this.#document, id)!.shard);
    for (const [shard, group] of byShard) {
      const indexes = group.map((id) => this.#job.locate(this.#document, id)!.index);
      await this.#job.apply(this.#document, shard, { type: 'labelByMachine', round, objects: indexes });
    }
  }

  async #areSettled(people: ReadonlySet<string>): Promise<boolean> {
    const objects = await readStates(this.#job, this.#document);
    return [...people].every((id) => objects.get(id) !== false);
  }

  /** Why the machine must stop: the hidden sample of all rounds against the promise. */
  async #brokenPromise(objects: readonly JobObject[], precision: number): Promise<string | undefined> {
    const truths = new Map(objects.filter(hasTruth).map(({ id, truth }) => [id, truth]));
    const right: boolean[] = [];
    for (let round = 0; round < this.#automation.round; round++) {
      const { decision, predictions } = await this.#files.past(round);
      const says = new MachineSays(this.#kind, predictions, decision.classThresholds);
      for (const id of decision.sample) if (truths.has(id)) right.push(says.isRight(id, truths.get(id)));
    }
    const seen = watch(right, precision);
    return seen.isBroken
      ? `of ${seen.images} machine labels that people checked unseen, ${seen.right} were right: below the ${precision} that was asked`
      : undefined;
  }

  async train(): Promise<AutomationStep> {
    const { round, model } = this.#automation;
    const initial = initialModel(this.#document.request);
    if (round === 0 && initial) return this.#go({ ...this.#automation, phase: 'predicting', model: initial });
    const trained = await trainModels(this.#learning, () => this.#objects());
    if (!trained) return { people: NOBODY, wakeAt: this.#ports.now() + LOOK_AGAIN_MS };
    if ('problem' in trained) return this.#end(trained.problem, model);
    const name = learningNames(this.#document.reference, round)[0]!;
    const { artifacts } = trained;
    return this.#go({
      ...this.#automation,
      phase: 'predicting',
      model: { name, arn: this.#modelArn(name) },
      artifacts,
    });
  }

  #modelArn(name: string): string {
    const { region, accountId } = this.#ports.account;
    return `arn:${this.#document.arn.split(':')[1]}:sagemaker:${region}:${accountId}:model/${name}`;
  }

  async predict(): Promise<AutomationStep> {
    const { round, model, artifacts } = this.#automation;
    const objects = await this.#objects();
    if (!(await this.#files.findPredictions(round))) {
      const names = artifacts
        ? learningNames(this.#document.reference, round)
        : Array.from({ length: FOLDS }, () => model!.name);
      const found = await predictObjects(this.#learning, names, artifacts, objects);
      if (!found) return { people: NOBODY, wakeAt: this.#ports.now() + LOOK_AGAIN_MS };
      if (found.problem !== undefined) return this.#end(found.problem);
      await this.#files.predictions(round, async () => found.predictions);
    }
    return this.#decide(objects);
  }

  async #decide(objects: readonly JobObject[]): Promise<AutomationStep> {
    const { round, artifacts: _, ...rest } = this.#automation;
    const earlier = await Promise.all(Array.from({ length: round }, (_, index) => this.#files.past(index)));
    const predictions = (await this.#files.findPredictions(round))!;
    const { byChance: firstByChance } = (await this.#files.findFirstImages())!;
    const waiting = objects.filter(({ state, peopleOnly }) => state === 'queued' && !peopleOnly).slice(0, COMPARED);
    const labeled = objects.filter(hasTruth).slice(0, COMPARED);
    const embeddings = await embeddingsBeside([...waiting, ...labeled], this.#ports);
    const decision = await this.#files.decision(round, () => ({
      at: this.#ports.now(),
      ...decideRound({
        kind: this.#kind,
        objects,
        predictions,
        earlier,
        firstByChance,
        embeddings,
        classes: this.#document.ledger!.labels.length,
        settings: automationSettings(this.#document.request),
        random: this.#random(),
      }),
    }));
    await this.#files.keepMachineWork(round, () => measureWork(this.#learning));
    await this.#labelByMachine(round, predictions, decision.machine);
    await this.#removeModels(round);
    await writeSummary(this.#job, this.#document, this.#ports, { rounds: round + 1, learns: false });
    return this.#go({ ...rest, phase: 'people', round: round + 1 });
  }

  /** All that this job made but the model that it names. */
  async #removeModels(round: number): Promise<void> {
    const { reference } = this.#document;
    const before = round > 0 ? learningNames(reference, round - 1) : [];
    for (const name of [...before, ...learningNames(reference, round)])
      if (name !== this.#automation.model?.name) await this.#ports.learning!.deleteModel(name);
  }

  async #end(endedBecause: string, model = this.#automation.model): Promise<AutomationStep> {
    this.#ports.log(`labeling job ${this.#job.name}: people label everything that is left`, { endedBecause });
    const { round } = this.#automation;
    const step = await this.#go({ round, phase: 'ended', endedBecause, ...(model && { model }) });
    await writeSummary(this.#job, await this.#job.document.read(), this.#ports);
    return step;
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
