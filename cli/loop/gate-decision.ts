import { listObjects, readText } from '../../shared/aws/s3.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import { type GateDecision, gateDecisionSchema } from '../../shared/contracts/training.ts';
import { projectKeys } from '../../shared/domain/project/bucket-keys.ts';

/** What the gate said about a model; undefined when it has not been asked. */
export async function findGateDecision(
  bucket: string,
  project: string,
  modelName: string,
): Promise<GateDecision | undefined> {
  const evaluations = `${projectKeys(project).root}evaluations/`;
  for await (const { key } of listObjects(bucket, evaluations))
    if (key.endsWith(`/${modelName}/decision.json`))
      return parseJson(gateDecisionSchema, (await readText(bucket, key)).text, key);
  return undefined;
}
