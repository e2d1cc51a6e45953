import * as z from 'zod/mini';
import {
  type AutomaticSummary,
  type MachineWork,
  machineWorkSchema,
} from '../../shared/contracts/automatic-labeling.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import type { MachineKind } from '../../shared/domain/automatic-labeling/kinds/machine-kind.ts';
import type { EnginePorts } from '../engine-ports.ts';
import type { Job } from '../job/job.ts';
import type { JobDocument } from '../job/job-document.ts';
import { outputLayout } from '../job/output-layout.ts';
import {
  type Decision,
  decisionSchema,
  machineKindOf,
  type Portion,
  portionSchema,
  type Verdict,
  verdictSchema,
} from './automation.ts';

/** By object id what a model said of each image, as the kind of labels has it; null: it could not read it. */
export type RoundPredictions = Record<string, unknown>;

const predictionsSchema = ({ saidSchema }: MachineKind) => z.record(z.string(), z.nullable(saidSchema));

/** What people label before there is a model. */
const firstImagesSchema = z.object({
  ids: z.array(z.string()),
  /** Those of them that chance chose. */
  byChance: z.array(z.string()),
});
export type FirstImages = z.infer<typeof firstImagesSchema>;

/** A round with all that came of it. */
export interface PastRound {
  decision: Omit<Decision, 'at'>;
  predictions: RoundPredictions;
  /** What its probe showed; undefined: it had none. */
  verdict?: Verdict | undefined;
  /** What its models took. */
  work?: MachineWork | undefined;
}

/** The files of a job's rounds. The engine's own are created once, so that a round that runs again decides the same. */
export class RoundFiles {
  #job: Job;
  #ports: EnginePorts;
  #folder: string;
  #document: JobDocument;

  constructor(job: Job, document: JobDocument, ports: EnginePorts) {
    this.#job = job;
    this.#ports = ports;
    this.#folder = outputLayout(document.request).annotations.replace(/\/annotations$/, '');
    this.#document = document;
  }

  /** Where the training of a fold reads and writes: S3 URIs. */
  training(round: number, fold: number) {
    const root = `${this.#folder}/training/round-${round}/fold-${fold}`;
    return {
      root,
      manifest: (split: 'train' | 'validation') => `${root}/${split}.manifest`,
      images: (split: 'train' | 'validation') => `${root}/${split}-images.json`,
      labels: (split: 'train' | 'validation') => `${root}/${split}-labels.json`,
      output: `${root}/model`,
    };
  }

  /** Where a fold's predictions are: S3 URIs. */
  inference(round: number, fold: number) {
    const root = `${this.#folder}/inference/round-${round}/fold-${fold}`;
    return { images: `${root}/images.json`, output: `${root}/predictions` };
  }

  async firstImages(choose: () => Promise<FirstImages>): Promise<FirstImages> {
    return this.#once('first-images', firstImagesSchema, choose);
  }

  async findFirstImages(): Promise<FirstImages | undefined> {
    return this.#find('first-images', firstImagesSchema);
  }

  async predictions(round: number, read: () => Promise<RoundPredictions>): Promise<RoundPredictions> {
    return this.#once(`${round}-predictions`, predictionsSchema(machineKindOf(this.#document.request)), read);
  }

  async decision(round: number, decide: () => Decision): Promise<Decision> {
    const decision = await this.#once(`${round}-decision`, decisionSchema, decide);
    const annotator = `${this.#folder}/activelearning/round-${round}/auto_annotator_output.txt`;
    await this.#ports.files.write(annotator, `${JSON.stringify(decision, null, 2)}\n`, 'text/plain');
    return decision;
  }

  /** What the round's models took; undefined: it was not looked at. */
  async machineWork(round: number): Promise<MachineWork | undefined> {
    return this.#find(`${round}-work`, machineWorkSchema);
  }

  async keepMachineWork(round: number, look: () => Promise<MachineWork>): Promise<MachineWork> {
    return this.#once(`${round}-work`, machineWorkSchema, look);
  }

  async verdict(round: number, judge: () => Verdict): Promise<Verdict> {
    return this.#once(`${round}-verdict`, verdictSchema, judge);
  }

  async findVerdict(round: number): Promise<Verdict | undefined> {
    return this.#find(`${round}-verdict`, verdictSchema);
  }

  async findDecision(round: number): Promise<Decision | undefined> {
    return this.#find(`${round}-decision`, decisionSchema);
  }

  async findPredictions(round: number): Promise<RoundPredictions | undefined> {
    return this.#find(`${round}-predictions`, predictionsSchema(machineKindOf(this.#document.request)));
  }

  /** Tells a portion from those of all other jobs. */
  portionName = (round: number, index: number) => `${this.#document.reference}-${round}-${index}`;

  async portion(round: number, index: number, portion: Portion): Promise<Portion> {
    return this.#once(`${round}-portion-${index}`, portionSchema, () => portion);
  }

  /** Those of a round, the first one first. */
  async portions(round: number): Promise<Portion[]> {
    const found: Portion[] = [];
    for (;;) {
      const portion = await this.#find(`${round}-portion-${found.length}`, portionSchema);
      if (!portion) return found;
      found.push(portion);
    }
  }

  async past(round: number): Promise<PastRound & { decision: Decision }> {
    const [decision, predictions, verdict, work] = await Promise.all([
      this.findDecision(round),
      this.findPredictions(round),
      this.findVerdict(round),
      this.machineWork(round),
    ]);
    return { decision: decision!, predictions: predictions!, verdict, work };
  }

  /** Beside Ground Truth's own folders, for whoever watches the job. */
  async writeSummary(summary: AutomaticSummary): Promise<void> {
    const uri = `${this.#folder}/activelearning/summary.json`;
    await this.#ports.files.write(uri, `${JSON.stringify(summary, null, 2)}\n`, 'application/json');
  }

  #key(name: string) {
    return `${this.#job.keys().roundsPrefix}${name}.json`;
  }

  async #find<Value>(name: string, schema: z.core.$ZodType<Value>): Promise<Value | undefined> {
    const key = this.#key(name);
    const stored = await this.#ports.storage.get(key);
    return stored && parseJson(schema, stored.text, key);
  }

  async #once<Value>(name: string, schema: z.core.$ZodType<Value>, make: () => Value | Promise<Value>): Promise<Value> {
    const key = this.#key(name);
    let stored = await this.#ports.storage.get(key);
    if (!stored) {
      await this.#ports.storage.create(key, JSON.stringify(await make()));
      stored = await this.#ports.storage.get(key);
    }
    return parseJson(schema, stored!.text, key);
  }
}
