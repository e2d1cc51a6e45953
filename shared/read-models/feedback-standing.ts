import { findText } from '../aws/s3.ts';
import type { Feedback } from '../contracts/feedback.ts';
import { parseJson } from '../contracts/parse.ts';
import type { TaskType } from '../contracts/project.ts';
import { isTrained } from '../contracts/trained-tasks.ts';
import { type GateDecision, gateDecisionSchema } from '../contracts/training.ts';
import { findChampion } from '../documents/champion.ts';
import { findDatasetHead, readDataset } from '../documents/dataset-head.ts';
import { readFeedback } from '../documents/feedback.ts';
import type { ProjectBucket } from '../documents/project-bucket.ts';
import { LABEL_TASKS } from '../domain/answer-kinds/tasks/task-types.ts';
import { SAID_RIGHT } from '../domain/feedback/said-right.ts';
import { isByMachine } from '../domain/labeling/by-machine.ts';
import { readHeadLines, readVersionSides } from '../pipeline/datasets/dataset-version.ts';
import { sha256 } from '../sha256.ts';

/**
 * How many images people have labeled since, and how many of these the model had right as a whole: each object with its
 * box and no other, or the very classes. null: masks and outlines are not compared.
 */
export interface LabeledSince {
  images: number;
  right: number | null;
}

/** What came back from production, and what people made of it. */
export interface FeedbackStanding {
  unsure: number;
  odd: number;
  sample: number;
  unsureLabeled: LabeledSince;
  oddLabeled: LabeledSince;
  sampleLabeled: LabeledSince;
  /** What they did to the live model; null: there is none. */
  champion: null | {
    modelName: string;
    /** How many of them it learned from. */
    learned: number;
    /** How much better it scored than the one before, on the same images, with its 95 % interval; null: the first. */
    difference: GateDecision['difference'];
  };
}

/** Reads it; undefined where nothing ever came back. */
export async function readFeedbackStanding(
  bucket: ProjectBucket,
  taskType: TaskType,
): Promise<FeedbackStanding | undefined> {
  if (!isTrained(taskType)) return undefined;
  const came = await readFeedback(bucket);
  if (came.length === 0) return undefined;
  const lines = await readHeadLines(bucket);
  const { attribute } = LABEL_TASKS[taskType];
  const compare = SAID_RIGHT[taskType];
  const tally = (why: Feedback['why']): LabeledSince => {
    const labeled = came.flatMap((said) => {
      const line = said.why === why ? lines.get(said.sha256) : undefined;
      const label = line && (JSON.parse(line) as Record<string, unknown>);
      // What a machine labeled says nothing of what people make of it.
      if (!label || label[attribute] === undefined || isByMachine(label[`${attribute}-metadata`])) return [];
      const isRight = compare ? compare(said, label[attribute]) : null;
      return isRight === undefined ? [] : [isRight];
    });
    return { images: labeled.length, right: compare ? labeled.filter(Boolean).length : null };
  };
  const count = (why: Feedback['why']) => came.filter((one) => one.why === why).length;
  return {
    unsure: count('unsure'),
    odd: count('odd'),
    sample: count('sample'),
    unsureLabeled: tally('unsure'),
    oddLabeled: tally('odd'),
    sampleLabeled: tally('sample'),
    champion: await readEffect(bucket, came),
  };
}

/** What the images that came back did to the live model. */
async function readEffect(bucket: ProjectBucket, came: readonly Feedback[]): Promise<FeedbackStanding['champion']> {
  const [champion, head] = await Promise.all([findChampion(bucket), findDatasetHead(bucket)]);
  const version = head?.versions.find(({ datasetVersion }) => datasetVersion === champion?.datasetVersion);
  if (!champion || !version) return null;
  const { train } = await readVersionSides(bucket, version);
  const { modelName, datasetVersion } = champion;
  const { validationManifest } = await readDataset(bucket, datasetVersion);
  const key = `${bucket.keys.evaluationPrefix(sha256(validationManifest), modelName)}decision.json`;
  const decision = await findText(bucket.name, key);
  return {
    modelName,
    learned: came.filter((one) => train.has(one.sha256)).length,
    difference: decision ? parseJson(gateDecisionSchema, decision.text, key).difference : null,
  };
}
