import type { Project } from '../../contracts/project.ts';
import type { ScoreModelInput } from '../../contracts/workflow-state.ts';
import { answerKeyOf, judgeAnswers, keyOf, parseLines, readPromotionImages } from '../../documents/labeled-images.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import { ENDPOINT_MAX_BYTES } from '../../domain/batches/limits.ts';
import { compareJudged } from '../../domain/models/compare-judged.ts';
import { type KindTask, MODEL_KINDS } from '../../domain/models/model-kinds.ts';
import type { ModelVerdict } from './judge-boxes.ts';
import { BLANK_TEST, findSmallImage } from './smoke-image.ts';

/** Scores challenger and champion on the same validation images, as models of their kind are scored. */
export async function judgeKind(
  bucket: ProjectBucket,
  input: ScoreModelInput,
  { gate, validationFraction, endpoint }: Project,
  { validationManifest, labels }: { validationManifest: string; labels: readonly string[] },
  taskType: KindTask,
): Promise<ModelVerdict> {
  const kind = MODEL_KINDS[taskType];
  const { validationHash, modelName, championModelName } = input;
  const lines = parseLines(validationManifest);
  const folderOf = (model: string) => bucket.keys.evaluationPrefix(validationHash, model);
  const judgedOf = async (model: string) => ({
    modelName: model,
    judged: await judgeAnswers(bucket.name, folderOf(model), lines, kind, labels),
  });
  const challenger = await judgedOf(modelName);
  const champion = championModelName === null ? null : await judgedOf(championModelName);
  const known = champion && (await readPromotionImages(bucket));
  const isKnown = lines.map((line) => known?.has(keyOf(line)) ?? false);
  const comparison = { kind, validationHash, labels, challenger, champion, isKnown, gate, validationFraction };
  const small = await findSmallImage(bucket.name, lines.map(keyOf), ENDPOINT_MAX_BYTES[endpoint.mode]);
  const shown = lines.find((line) => keyOf(line) === small);
  const answerKey = shown ? answerKeyOf(folderOf(modelName), shown) : null;
  const answer = { taskType, labels: [...labels], answerKey };
  return {
    decision: compareJudged(comparison),
    smokeTest: { ...BLANK_TEST, imageKey: small ?? null, answer },
  };
}
