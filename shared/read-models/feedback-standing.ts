import type { Tally } from '../contracts/automatic-labeling.ts';
import type { Feedback } from '../contracts/feedback.ts';
import { boundingBoxLabelSchema } from '../contracts/manifest-line.ts';
import { readFeedback } from '../documents/feedback.ts';
import type { ProjectBucket } from '../documents/project-bucket.ts';
import { LABEL_TASKS } from '../domain/answer-kinds/tasks/task-types.ts';
import { isAllRight } from '../domain/automatic-labeling/judge-image.ts';
import { readHeadLines } from '../pipeline/datasets/dataset-version.ts';

/** From this confidence on a box is what the model says. */
const SAID = 0.5;

/** What came back from production, and what people made of it. */
export interface FeedbackStanding {
  unsure: number;
  sample: number;
  /**
   * How many people have labeled since, and how many of these the model had right as a whole, each object with its box
   * and no other.
   */
  unsureLabeled: Tally;
  sampleLabeled: Tally;
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
    sample: count('sample'),
    unsureLabeled: tally('unsure'),
    sampleLabeled: tally('sample'),
  };
}
