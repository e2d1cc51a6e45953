import type { Champion, ModelScore } from '../contracts/training.ts';
import type { PromoteModelInput, PromoteModelOutput } from '../contracts/workflow-state.ts';
import { changeChampion } from '../documents/champion.ts';
import { projectBucket } from '../documents/project-bucket.ts';
import { requireCurrentFence } from '../documents/training-claim.ts';
import { earlierModels } from '../domain/models/earlier-models.ts';
import { StaleFenceError } from '../errors.ts';

/**
 * Makes the deployed model the champion.
 * @throws StaleFenceError when a newer claim on training exists or has promoted already
 */
export async function promoteModel(bucket: string, input: PromoteModelInput): Promise<PromoteModelOutput> {
  const { project, fence, modelName, trainingJobName, datasetVersion, endpointName, endpointConfigName } = input;
  const own = projectBucket(bucket, project);
  await changeChampion(own, async (present): Promise<Champion> => {
    // After the champion was read: a claim that is made later can only promote later, with a higher fence.
    await requireCurrentFence(own, fence);
    if (present && present.fence > fence)
      throw new StaleFenceError(
        `${project}: ${present.modelName} was promoted under claim ${present.fence}, this is ${fence}`,
      );
    return {
      version: 1,
      writerId: `${input.executionArn}:${fence}:${modelName}`,
      fence,
      modelName,
      trainingJobName,
      datasetVersion,
      endpointName,
      endpointConfigName,
      ...scoreOf(input),
      promotedAt: input.now,
      earlier: earlierModels(present, modelName),
    };
  });
  return { promoted: true };
}

function scoreOf({ metric, score, others, map50 = 0, map5095 = 0 }: PromoteModelInput): ModelScore {
  if (metric === undefined) return { metric: 'mAP50', score: map50, others: { mAP5095: map5095 } };
  return { metric, score: score!, others: others! };
}
