import * as z from 'zod/mini';
import type { MachineKind } from '../../shared/domain/automatic-labeling/kinds/machine-kind.ts';
import { isMachineTask, MACHINE_KINDS } from '../../shared/domain/automatic-labeling/kinds/machine-kinds.ts';
import { type AutomaticSettings, readSettingsTag } from '../../shared/domain/automatic-labeling/settings.ts';
import { AUTOMATIC_TAG } from '../../shared/domain/labeling/labeling-tags.ts';
import type { CreateLabelingJobRequest } from '../contracts/labeling-requests.ts';

/**
 * How far a job's rounds are. A round: people label the images chosen for them, a model learns from all that people
 * labeled, finds boxes on the rest, labels what it is sure of, and chooses the next images for people.
 */
export interface Automation {
  round: number;
  phase: /** People label the images of the round. */
    | 'people'
    | 'training'
    | 'predicting'
    /** People label everything that is left. */
    | 'ended';
  /** The first of the last round's models; its file is among the artifacts. */
  model?: { name: string; arn: string };
  /** S3 URIs of what the round's trainings left, by fold. */
  artifacts?: string[];
  /** Why the machine labels nothing any more. */
  endedBecause?: string;
}

export const FIRST_ROUND: Automation = { round: 0, phase: 'people' };

/** What the job's tag says, else the defaults. @throws InvalidDocumentError */
export const automationSettings = ({ Tags }: CreateLabelingJobRequest): AutomaticSettings =>
  readSettingsTag(Tags?.find(({ Key }) => Key === AUTOMATIC_TAG)?.Value, `the tag ${AUTOMATIC_TAG}`);

const ALGORITHM = /^arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:\d{12}:labeling-job-algorithm-specification\/([a-z-]+)$/;

/**
 * The task of a LabelingJobAlgorithmSpecificationArn, such as `object-detection`; undefined where it is none of AWS's.
 */
export const taskOfAlgorithm = (arn: string) => ALGORITHM.exec(arn)?.[1];

/** The model that a job begins with instead of one that learns; undefined: it names none. */
export function initialModel({ LabelingJobAlgorithmsConfig }: CreateLabelingJobRequest) {
  const arn = LabelingJobAlgorithmsConfig?.InitialActiveLearningModelArn;
  return arn === undefined ? undefined : { arn, name: arn.slice(arn.lastIndexOf('/') + 1) };
}

/** The kind of labels that the machine gives in a job with LabelingJobAlgorithmsConfig. */
export function machineKindOf({ LabelingJobAlgorithmsConfig }: CreateLabelingJobRequest): MachineKind {
  const task = taskOfAlgorithm(LabelingJobAlgorithmsConfig!.LabelingJobAlgorithmSpecificationArn);
  if (!task || !isMachineTask(task)) throw new Error(`a job with the algorithm of ${task} was let in`);
  return MACHINE_KINDS[task];
}

/** `rounds/<n>/decision.json`: what a round's model was allowed to do. */
export const decisionSchema = z.object({
  /** When it was decided, milliseconds since 1970. */
  at: z.number(),
  /**
   * What people label in the next round: chosen by expected errors, by chance, because few answers may let the machine
   * go on from there, and the hidden sample of what the machine would label.
   */
  people: z.array(z.string()),
  byChance: z.array(z.string()),
  probed: z.array(z.string()),
  /** As doubtful as what people label, but too much like other images. */
  passedOver: z.optional(z.array(z.string())),
  sample: z.array(z.string()),
  /** Objects that the machine labels. */
  machine: z.array(z.string()),
  /** By fold and class id: the confidence from which a box belongs to a label. None for other labels. */
  classThresholds: z.array(z.readonly(z.array(z.number()))),
  /** `probed` are a sample of the images from this score on. */
  probe: z.optional(z.object({ scoreThreshold: z.number() })),
  warranty: z.object({
    scoreThreshold: z.optional(z.number()),
    images: z.number(),
    right: z.number(),
    lowerBound: z.number(),
  }),
});
export type Decision = z.infer<typeof decisionSchema>;

/** `rounds/<n>/verdict.json`: what a round's probe showed, and what the machine labels after it. */
export const verdictSchema = z.object({
  images: z.number(),
  right: z.number(),
  lowerBound: z.number(),
  passed: z.boolean(),
  machine: z.array(z.string()),
});
export type Verdict = z.infer<typeof verdictSchema>;

/** `rounds/<n>-portion-<k>.json`: what the machine labeled of a round on one day, where a cap parts its labels. */
export const portionSchema = z.object({
  /** UTC, such as 2026-11-30. */
  day: z.string(),
  ids: z.array(z.string()),
});
export type Portion = z.infer<typeof portionSchema>;
