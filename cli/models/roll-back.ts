import { findEndpointConfigName, updateEndpoint } from '../../shared/aws/sagemaker.ts';
import type { ModelReport } from '../../shared/contracts/model-report.ts';
import type { Champion } from '../../shared/contracts/training.ts';
import { changeChampion, findChampion } from '../../shared/documents/champion.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { earlierModels } from '../../shared/domain/models/earlier-models.ts';
import { CommandError } from '../command.ts';
import { comesUp } from './live-endpoint.ts';

/**
 * Lets a model that served before serve again, and makes it the champion that the next challenger has to beat. May be
 * called again after a crash at any line.
 * @param promotedAt ISO 8601
 * @throws CommandError when nothing serves, the model never served, the endpoint does not come up with it, or another
 *   model is promoted meanwhile
 */
export async function rollBack(
  bucket: string,
  project: string,
  { modelName, datasetVersion, metric, score, others }: ModelReport,
  promotedAt: string,
  note: (line: string) => void,
): Promise<Champion> {
  const own = projectBucket(bucket, project);
  const champion = await findChampion(own);
  if (!champion) throw new CommandError(`${project} has no live endpoint yet`, { todo: 'see `labelloop status`' });
  if (champion.modelName === modelName) throw new CommandError(`${modelName} serves already`);
  if (!champion.earlier?.includes(modelName))
    throw new CommandError(`${modelName} never served`, { todo: '`labelloop models` says which ones did' });
  const { endpointName } = champion;
  if ((await findEndpointConfigName(endpointName)) !== modelName) await updateEndpoint(endpointName, modelName);
  note(`${endpointName}: changing to ${modelName}; ${champion.modelName} answers until then`);
  await comesUp(endpointName, modelName);
  const restored = await changeChampion(own, (present) => {
    if (present?.modelName !== champion.modelName)
      throw new CommandError(`${present?.modelName} was promoted meanwhile, and stays`, {
        todo: 'look at it (`labelloop models`), and roll back again if need be',
      });
    return {
      ...present,
      writerId: `rollback:${modelName}:${promotedAt}`,
      modelName,
      trainingJobName: modelName,
      endpointConfigName: modelName,
      datasetVersion,
      metric,
      score,
      others,
      promotedAt,
      earlier: earlierModels(present, modelName),
    };
  });
  return restored!;
}
