import { findText } from '../aws/s3.ts';
import { parseJson } from '../contracts/parse.ts';
import { type Champion, championSchema, type DeployedAnyway, deployedAnywaySchema } from '../contracts/training.ts';
import { projectKeys } from '../domain/project/bucket-keys.ts';
import { changeDocument } from './change-document.ts';

const parse = (text: string): Champion => parseJson(championSchema, text, 'champion.json');

/** champion.json; undefined when no model was ever promoted. */
export async function findChampion(bucket: string, project: string): Promise<Champion | undefined> {
  const stored = await findText(bucket, projectKeys(project).champion);
  return stored && parse(stored.text);
}

/** Changes champion.json; see `changeDocument`. */
export const changeChampion = (
  bucket: string,
  project: string,
  change: (present: Champion | undefined) => Champion | Promise<Champion>,
) => changeDocument(bucket, projectKeys(project).champion, parse, change);

/** Who let the model serve although the gate did not; undefined where nobody did. */
export async function findDeployedAnyway(
  bucket: string,
  project: string,
  modelName: string,
): Promise<DeployedAnyway | undefined> {
  const key = projectKeys(project).deployedAnyway(modelName);
  const stored = await findText(bucket, key);
  return stored && parseJson(deployedAnywaySchema, stored.text, key);
}
