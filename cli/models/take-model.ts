import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { unpackInto } from '../../local-cloud/sagemaker/container/model-archive.ts';
import { readObject } from '../../shared/aws/s3.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import { parseS3Uri } from '../../shared/domain/project/s3-uri.ts';
import { CommandError } from '../command.ts';
import { findModelArtifact } from './model-artifact.ts';

const TAKE_HOME = new URL('./take-home/', import.meta.url);
/** By the algorithm that trained the model; those that say none are detectors. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  detector: ['detect.py', 'detect.mjs'],
  classifier: ['classify.py', 'classify.mjs'],
  segmenter: ['segment.mjs'],
};
const aboutSchema = z.looseObject({ algorithm: z.optional(z.string()) });

/**
 * Writes a model into a folder: `model.onnx`, `metadata.json` with its labels, and small programs that use it
 * without labelloop.
 * @param folder made if it is missing; files of these names are replaced
 * @throws CommandError when SageMaker has no such model
 */
export async function takeModel(modelName: string, folder: string): Promise<string[]> {
  const artifact = await findModelArtifact(modelName);
  if (!artifact)
    throw new CommandError(`SageMaker has no model ${modelName}`, { todo: '`labelloop models` lists what there is' });
  const { bucket, key } = parseS3Uri(artifact);
  const { bytes } = await readObject(bucket, key);
  await mkdir(folder, { recursive: true });
  await unpackInto(folder, bytes);
  const about = await readFile(join(folder, 'metadata.json'), 'utf8').catch(() => '{}');
  const { algorithm = 'detector' } = parseJson(aboutSchema, about, 'metadata.json');
  const programs = PROGRAMS[algorithm] ?? [];
  for (const name of programs) await copyFile(new URL(name, TAKE_HOME), join(folder, name));
  await writeFile(join(folder, 'package.json'), '{ "type": "module", "private": true }\n');
  return ['model.onnx', 'metadata.json', ...programs];
}
