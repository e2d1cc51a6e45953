import { readConfig } from '../shared/config.ts';
import type { Champion } from '../shared/contracts/training.ts';
import {
  type PromoteModelInput,
  type PromoteModelOutput,
  promoteModelInputSchema,
} from '../shared/contracts/workflow-state.ts';
import { changeChampion } from '../shared/documents/champion.ts';
import { requireCurrentFence } from '../shared/documents/training-claim.ts';
import { earlierModels } from '../shared/domain/models/earlier-models.ts';
import { StaleFenceError } from '../shared/errors.ts';
import { createHandler } from '../shared/handler/create-handler.ts';

/** Makes the deployed model the champion. @throws StaleFenceError when a newer claim on training exists or has promoted already */
export async function promoteModel(input: PromoteModelInput): Promise<PromoteModelOutput> {
  const { BUCKET } = readConfig('BUCKET');
  const { project, fence, modelName, trainingJobName, datasetVersion, endpointName, endpointConfigName } = input;
  await changeChampion(BUCKET, project, async (present): Promise<Champion> => {
    // After the champion was read: a claim that is made later can only promote later, with a higher fence.
    await requireCurrentFence(BUCKET, project, fence);
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
      map50: input.map50,
      map5095: input.map5095,
      promotedAt: input.now,
      earlier: earlierModels(present, modelName),
    };
  });
  return { promoted: true };
}

export const handler = createHandler('promote-model', promoteModelInputSchema, promoteModel);
