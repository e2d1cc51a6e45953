import type * as z from 'zod/mini';
import type { TaskType } from '../../../contracts/project.ts';
import type { Label } from '../../answer-kinds/tasks/label-task.ts';
import type { PngCodec } from '../../images/png-pixels.ts';

/** What a kind of labels is read with. */
export interface LabelReading {
  /** Order = class ids. */
  labels: readonly string[];
  codec: Pick<PngCodec, 'inflate'>;
  /** The bytes behind an S3 URI. */
  readBytes(uri: string): Promise<Uint8Array>;
}

/** How sure the machine is of an image, and the ids of the classes that it sees there. */
export interface SureLabel {
  /** 0..1; 0 where a label would be a guess. */
  score: number;
  classes: readonly number[];
}

/** An image that people labeled, and what a model said of it that had not learnt from it. */
export interface ComparedLabel<Said, Truth> {
  said: Said | undefined;
  truth: Truth;
}

/**
 * All that differs between the labels that a machine gives for one type of task and for another. `Said` is what a model
 * says of an image, small enough to keep for all of them; `Truth` is what people say.
 */
export interface MachineKind<Said = unknown, Truth = unknown> {
  taskType: TaskType;
  /** Folder in `algorithms/` of the program that learns. */
  algorithm: string;
  /**
   * What its training is told beside the labels and their attribute. Without steps and seconds it learns as long as it
   * always does of so many images.
   */
  hyperparameters: Readonly<Record<string, string>>;
  saidSchema: z.ZodMiniType<Said>;
  /**
   * Reads a model's answer.
   * @param uri where it is
   * @returns undefined when the model could not read the image
   * @throws InvalidDocumentError, ModelAnswerError for an answer of another shape
   */
  readAnswer(text: string, uri: string, reading: LabelReading): Said | undefined;
  /**
   * Reads a label of people. undefined: it is of another kind.
   * @throws InvalidDocumentError, ObjectMissingError for a file that is broken or gone
   */
  readTruth(label: { value: unknown; metadata: unknown }, reading: LabelReading): Promise<Truth | undefined>;
  /** What a label is made with beside the answer, one number for each class; none where there is nothing to learn. */
  learnThresholds(images: ReadonlyArray<ComparedLabel<Said, Truth>>, classes: number): readonly number[];
  judge(said: Said, thresholds: readonly number[]): SureLabel;
  /** Whether the machine's label is right as a whole. */
  isRight(said: Said, thresholds: readonly number[], truth: Truth): boolean;
  /** The label as a manifest's line has it. @param fileUri where its file is, if it has one */
  label(said: Said, thresholds: readonly number[], labels: readonly string[], fileUri: string): Label;
  /** A label that is a file: where the answer is that holds it, and how its bytes are read from there. */
  file?: { answerOf(said: Said): string; bytes(answer: string, uri: string): Uint8Array };
}
