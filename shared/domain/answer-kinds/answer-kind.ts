import type { CrowdElementName } from '../../contracts/crowd-elements.ts';
import type { WorkerState } from '../../contracts/worker-state.ts';
import type { Claim, Truth } from '../consolidation/judge-by-gold.ts';
import type { PngCodec } from '../images/png-pixels.ts';
import type { SequenceTask } from '../tracks/sequence-label.ts';
import type { Comparison } from './comparison.ts';
import type { Sight } from './simulated-sight.ts';

/** The fields of a JSON object. */
export type Fields = Record<string, unknown>;

/** An answer, and what of it was left out or why there is none, for people. */
export interface ReadAnswer<Answer> {
  answer?: Answer;
  problem?: string;
}

/** One object and its answers, all of one kind. */
export interface AnsweredObject<Answer> {
  objectId: string;
  isText: boolean;
  answers: Array<{ workerId: string } & Answer>;
}

/** A label's value and what its kind adds to the metadata, as Ground Truth spells them. */
export interface WrittenLabel {
  value: unknown;
  metadata: Fields;
}

/** A file that a label names: an S3 URI and its bytes. */
export interface AnswerFile {
  uri: string;
  bytes: Uint8Array;
  contentType: string;
}

/** The frames of an object that is a sequence, in their order. */
export interface ObjectSequence {
  /** Whether its boxes have identities. */
  task: SequenceTask;
  frames: ReadonlyArray<{ 'frame-no': number; frame: string }>;
}

/** What consolidation knows beside the answers. */
export interface Knowing {
  /** Order = class ids. */
  labels: readonly string[];
  /** What earlier answers taught about the workers. */
  state: WorkerState;
  /** Confidence 0..1 -> calibrated confidence. */
  calibrate: (confidence: number) => number;
  /** Where files go that labels name, an S3 URI ending in `/`. */
  outputPrefix: string;
  /** The frames of objects that are sequences, by object id. */
  sequences: ReadonlyMap<string, ObjectSequence>;
  codec: PngCodec;
}

export interface Consolidated {
  /** In the order of the objects; undefined where no answer can be used. */
  labels: Array<WrittenLabel | undefined>;
  /** What the answers taught about the workers; parts that are not named learnt nothing. */
  learnt: Partial<WorkerState>;
  /** To write before the labels are given away. */
  files?: AnswerFile[];
  /** The answers that turned out to be unusable, by object id. */
  problems?: ReadonlyMap<string, Array<{ workerId: string; problem: string }>>;
}

/** What a label of an output manifest needs to become an answer. */
export interface KnownLabels {
  /** The class's name. @throws InvalidDocumentError when the job has no class of this id */
  nameOf(id: number | string): string;
  labels: readonly string[];
  readBytes(uri: string): Promise<Uint8Array>;
  codec: Pick<PngCodec, 'inflate'>;
}

/**
 * Everything that differs between one kind of answer and another: each kind is one file beside this one, and
 * `answer-kinds.ts` has all of them. Whoever meets an answer looks its kind up there and never asks for a kind by name.
 */
export interface AnswerKind<Answer extends { kind: string }> {
  /** The crowd elements whose answers these are. */
  elements: readonly CrowdElementName[];
  /**
   * Reads what an element submitted, and makes it safe: labels are known ones, shapes lie in the image.
   * @returns undefined when the fields are not those of this kind; an empty answer is one only where its list is there
   *   and empty
   */
  read(fields: Fields, labels: readonly string[]): ReadAnswer<Answer> | undefined;
  /**
   * Reads a label of an output manifest as the answer that a perfect worker would have given.
   * @returns undefined when it is no label of this kind
   * @throws InvalidDocumentError when it is, but not one of the job's; what `readBytes` throws
   */
  known(label: WrittenLabel, job: KnownLabels): Answer | undefined | Promise<Answer>;
  /** How far an answer agrees with the known one. @param given undefined when the form could not be read */
  compare(
    given: Answer | undefined,
    known: Answer,
    labels: readonly string[],
    codec: Pick<PngCodec, 'inflate'>,
  ): Comparison;
  /**
   * A known answer in the form that judges a label's confidence; undefined where a label of this kind cannot be judged.
   */
  truth(known: Answer): Truth | undefined;
  /**
   * What a label claimed and whether it was right: what confidence is calibrated by. Labels without confidence claim
   * nothing.
   */
  judge(label: WrittenLabel, truth: Truth, labels: readonly string[]): Claim[];
  /**
   * How many errors each object's label would have if no further worker were asked; infinite where that cannot be said.
   * @param known what earlier answers taught about the workers
   */
  weigh(
    objects: ReadonlyArray<AnsweredObject<Answer>>,
    labels: readonly string[],
    known: WorkerState,
  ): { errors: number[]; learnt: Partial<WorkerState> };
}

/**
 * Several workers' answers -> a label for each object. The same answers and state give the same bytes. A function of
 * its own in the kind's file, because those who ask and compare need nothing of it; `consolidations.ts` has all of
 * them.
 */
export type Consolidate<Answer extends { kind: string }> = (
  objects: ReadonlyArray<AnsweredObject<Answer>>,
  knowing: Knowing,
) => Consolidated;

/**
 * What workers start from, in the shape of the element's `initial-value`: the manifest line's label, which an
 * adjustment corrects, else its pre-label. Classes that have no name are left out. A function of its own in the kind's
 * file, because the hook before a task needs nothing else of a kind; `initial-value.ts` has all of them.
 * @returns undefined when the line has neither
 */
export type InitialValue = (line: Fields, labels: readonly string[]) => unknown;

/** What a simulated worker submits of what they have seen; `simulations.ts` has all of them. */
export type Simulate = (sight: Sight, codec: PngCodec) => Fields;
