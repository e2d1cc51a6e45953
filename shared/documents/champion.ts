import { findText } from '../aws/s3.ts';
import { parseJson } from '../contracts/parse.ts';
import { type Champion, championSchema, type DeployedAnyway, deployedAnywaySchema } from '../contracts/training.ts';
import { changeDocument } from './change-document.ts';
import type { ProjectBucket } from './project-bucket.ts';

const parse = (text: string): Champion => parseJson(championSchema, text, 'champion.json');

/** champion.json; undefined when no model was ever promoted. */
export async function findChampion(bucket: ProjectBucket): Promise<Champion | undefined> {
  const stored = await findText(bucket.name, bucket.keys.champion);
  return stored && parse(stored.text);
}

/** Changes champion.json; see `changeDocument`. */
export const changeChampion = (
  bucket: ProjectBucket,
  change: (present: Champion | undefined) => Champion | Promise<Champion>,
) => changeDocument(bucket.name, bucket.keys.champion, parse, change);

/** Who let the model serve although the gate did not; undefined where nobody did. */
export async function findDeployedAnyway(
  bucket: ProjectBucket,
  modelName: string,
): Promise<DeployedAnyway | undefined> {
  const key = bucket.keys.deployedAnyway(modelName);
  const stored = await findText(bucket.name, key);
  return stored && parseJson(deployedAnywaySchema, stored.text, key);
}
