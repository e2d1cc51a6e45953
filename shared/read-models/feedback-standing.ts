import { findText } from '../aws/s3.ts';
import type { Tally } from '../contracts/automatic-labeling.ts';
import type { Feedback } from '../contracts/feedback.ts';
import { boundingBoxLabelSchema } from '../contracts/manifest-line.ts';
import { parseJson } from '../contracts/parse.ts';
import { type GateDecision, gateDecisionSchema } from '../contracts/training.ts';
import { findChampion } from '../documents/champion.ts';
import { findDatasetHead, readDataset } from '../documents/dataset-head.ts';
import { readFeedback } from '../documents/feedback.ts';
import type { ProjectBucket } from '../documents/project-bucket.ts';
import { LABEL_TASKS } from '../domain/answer-kinds/tasks/task-types.ts';
import { isAllRight } from '../domain/automatic-labeling/judge-image.ts';
import { readHeadLines, readVersionSides } from '../pipeline/datasets/dataset-version.ts';
import { sha256 } from '../sha256.ts';

/** From this confidence on a box is what the model says. */
const SAID = 0.5;

/** What came back from production, and what people made of it. */
export interface FeedbackStanding {
  unsure: number;
  odd: number;
  sample: number;
  /**
   * How many people have labeled since, and how many of these the model had right as a whole, each object with its box
   * and no other.
   */
  unsureLabeled: Tally;
  oddLabeled: Tally;
  sampleLabeled: Tally;
  /** What they did to the live model; null: there is none. */
  champion: null | {
    modelName: string;
    /** How many of them it learned from. */
    learned: number;
    /** How much better it scored than the one before, on the same images, with its 95 % interval; null: the first. */
    difference: GateDecision['difference'];
  };
}

/** Reads it for a project of bounding boxes; undefined where nothing ever came back. */
export async function readFeedbackStanding(bucket: ProjectBucket): Promise<FeedbackStanding | undefined> {
  const came = await readFeedback(bucket);
  if (came.length === 0) return undefined;
  const lines = await readHeadLines(bucket);
  const { attribute } = LABEL_TASKS['bounding-box'];
  const tally = (why: Feedback['why']): Tally => {
    const labeled = came.flatMap(({ sha256, why: own, predictions }) => {
      const line = own === why ? lines.get(sha256) : undefined;
      if (!line) return [];
      const label = boundingBoxLabelSchema.safeParse((JSON.parse(line) as Record<string, unknown>)[attribute]);
      return label.success ? [{ predictions, truth: label.data.annotations }] : [];
    });
    const right = labeled.filter(({ predictions, truth }) =>
      isAllRight(
        predictions.filter(({ confidence }) => confidence >= SAID),
        truth,
      ),
    );
    return { images: labeled.length, right: right.length };
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
