import * as z from 'zod/mini';
import type { AutomaticSummary } from '../../shared/contracts/automatic-labeling.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import type { MachineKind } from '../../shared/domain/automatic-labeling/kinds/machine-kind.ts';
import type { EnginePorts } from '../engine-ports.ts';
import type { Job } from '../job/job.ts';
import type { JobDocument } from '../job/job-document.ts';
import { outputLayout } from '../job/output-layout.ts';
import { type Decision, decisionSchema, machineKindOf, type Verdict, verdictSchema } from './automation.ts';

/** By object id what a model said of each image, as the kind of labels has it; null: it could not read it. */
export type RoundPredictions = Record<string, unknown>;

const predictionsSchema = ({ saidSchema }: MachineKind) => z.record(z.string(), z.nullable(saidSchema));

/** A round with all that came of it. */
export interface PastRound {
  decision: Omit<Decision, 'at'>;
  predictions: RoundPredictions;
  /** What its probe showed; undefined: it had none. */
  verdict?: Verdict | undefined;
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

  async firstImages(choose: () => Promise<string[]>): Promise<string[]> {
    return this.#once('first-images', z.array(z.string()), choose);
  }

  async findFirstImages(): Promise<string[] | undefined> {
    const stored = await this.#ports.storage.get(this.#key('first-images'));
    return stored && parseJson(z.array(z.string()), stored.text, 'the first images');
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

  async verdict(round: number, judge: () => Verdict): Promise<Verdict> {
    return this.#once(`${round}-verdict`, verdictSchema, judge);
  }

  async findVerdict(round: number): Promise<Verdict | undefined> {
    const stored = await this.#ports.storage.get(this.#key(`${round}-verdict`));
    return stored && parseJson(verdictSchema, stored.text, `the verdict of round ${round}`);
  }

  async findDecision(round: number): Promise<Decision | undefined> {
    const stored = await this.#ports.storage.get(this.#key(`${round}-decision`));
    return stored && parseJson(decisionSchema, stored.text, `the decision of round ${round}`);
  }

  async findPredictions(round: number): Promise<RoundPredictions | undefined> {
    const stored = await this.#ports.storage.get(this.#key(`${round}-predictions`));
    return (
      stored &&
      parseJson(
        predictionsSchema(machineKindOf(this.#document.request)),
        stored.text,
        `the predictions of round ${round}`,
      )
    );
  }

  async past(round: number): Promise<PastRound & { decision: Decision }> {
    const [decision, predictions, verdict] = await Promise.all([
      this.findDecision(round),
      this.findPredictions(round),
      this.findVerdict(round),
    ]);
    return { decision: decision!, predictions: predictions!, verdict };
  }

  /** Beside Ground Truth's own folders, for whoever watches the job. */
  async writeSummary(summary: AutomaticSummary): Promise<void> {
    const uri = `${this.#folder}/activelearning/summary.json`;
    await this.#ports.files.write(uri, `${JSON.stringify(summary, null, 2)}\n`, 'application/json');
  }

  #key(name: string) {
    return `${this.#job.keys().roundsPrefix}${name}.json`;
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
