import { findEndpointConfigName, updateEndpoint } from '../../aws/sagemaker.ts';
import type { ModelReport } from '../../contracts/model-report.ts';
import type { Champion } from '../../contracts/training.ts';
import { recordAct } from '../../documents/audit.ts';
import { changeChampion, findChampion } from '../../documents/champion.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import { earlierModels } from '../../domain/models/earlier-models.ts';
import { ObjectMissingError, UnsupportedError } from '../../errors.ts';
import { sha256 } from '../../sha256.ts';
import { comesUp } from './comes-up.ts';

/**
 * Lets a model that served before serve again, and makes it the champion that the next challenger has to beat. May be
 * called again after a crash at any line.
 * @param by who wants it; `reason` why, empty: nothing is said
 * @throws ObjectMissingError when nothing serves, UnsupportedError when the model serves, never served,
 *   or another model was promoted meanwhile, EndpointFailedError when the endpoint does not come up with it
 */
export async function rollBack(
  own: ProjectBucket,
  { modelName, datasetVersion, metric, score, others }: ModelReport,
  { by, reason, now: promotedAt }: { by: string; reason: string; now: string },
  note: (line: string) => void,
): Promise<Champion> {
  const { project } = own;
  const writerId = (at: string) => `rollback:${modelName}:${at}`;
  const record = (at: string) => {
    const act = { at, by, act: 'rolledBack' as const, project, subject: modelName };
    return recordAct(
      own.name,
      { ...act, ...(reason && { note: reason.slice(0, 500) }) },
      sha256(`${project} ${writerId(at)}`).slice(0, 16),
    );
  };
  const champion = await findChampion(own);
  if (!champion) throw new ObjectMissingError(`${project} has no live endpoint yet`);
  if (champion.modelName === modelName) {
    // A call that broke off after the champion had changed left this to do.
    if (champion.writerId === writerId(champion.promotedAt)) await record(champion.promotedAt);
    throw new UnsupportedError(`${modelName} serves already`);
  }
  if (!champion.earlier?.includes(modelName))
    throw new UnsupportedError(`${modelName} never served; \`labelloop models\` says which ones did`);
  const { endpointName } = champion;
  if ((await findEndpointConfigName(endpointName)) !== modelName) await updateEndpoint(endpointName, modelName);
  note(`${endpointName}: changing to ${modelName}; ${champion.modelName} answers until then`);
  await comesUp(endpointName, modelName);
  const restored = await changeChampion(own, (present) => {
    if (present?.modelName !== champion.modelName)
      throw new UnsupportedError(`${present?.modelName} was promoted meanwhile, and stays; roll back again if need be`);
    return {
      ...present,
      writerId: writerId(promotedAt),
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
  await record(promotedAt);
  return restored!;
}
