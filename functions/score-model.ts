import { readConfig } from '../shared/config.ts';
import {
  type ScoreModelInput,
  type ScoreModelOutput,
  scoreModelInputSchema,
} from '../shared/contracts/workflow-state.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { scoreModel as score } from '../shared/pipeline/score-model.ts';

/** Scores challenger and champion on the same validation images, lets the gate decide and says how to deploy and to test. */
export async function scoreModel(input: ScoreModelInput): Promise<ScoreModelOutput> {
  const { BUCKET, ENDPOINT_PREFIX } = readConfig('BUCKET', 'ENDPOINT_PREFIX');
  return score(BUCKET, input, ENDPOINT_PREFIX);
}

export const handler = createHandler('score-model', scoreModelInputSchema, scoreModel);
