import { readConfig } from '../shared/config.ts';
import { type MergeLabelsOutput, type StepInput, stepInputSchema } from '../shared/contracts/workflow-state.ts';
import { readProject } from '../shared/documents/project.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { mergeBatch } from '../shared/pipeline/merge-batch.ts';

/** Makes the batch's labels part of the dataset and puts the images that got none back in line. */
export async function mergeLabels(input: StepInput): Promise<MergeLabelsOutput> {
  const { BUCKET } = readConfig('BUCKET');
  return mergeBatch(BUCKET, await readProject(BUCKET, input.configKey), input);
}

export const handler = createHandler('merge-labels', stepInputSchema, mergeLabels);
