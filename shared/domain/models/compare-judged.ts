import type { Project } from '../../contracts/project.ts';
import type { Evaluation, GateDecision } from '../../contracts/training.ts';
import { seededRandom } from '../seeded-random.ts';
import { bootstrapDifference } from './average-precision.ts';
import { judge } from './gate.ts';
import type { ModelKind } from './model-kind.ts';

/** One model and its answers, held against the validation images' labels in the images' order. */
export interface JudgedModel<Judged> {
  modelName: string;
  judged: readonly Judged[];
}

export interface JudgedComparison<Judged> {
  kind: ModelKind<Judged>;
  validationHash: string;
  labels: readonly string[];
  challenger: JudgedModel<Judged>;
  champion: JudgedModel<Judged> | null;
  /** Per image, whether the champion was promoted on it: its truth was there before the newest labels. */
  isKnown: readonly boolean[];
  gate: Project['gate'];
  validationFraction: number;
}

/**
 * What `compareModels` is for boxes, for models of every other kind: the same images, the same gate, the same seeds.
 */
export function compareJudged<Judged>(comparison: JudgedComparison<Judged>): GateDecision {
  const { kind, validationHash, labels, challenger, champion, isKnown, gate, validationFraction } = comparison;
  const evaluate = ({ modelName, judged }: JudgedModel<Judged>): Evaluation => ({
    version: 1,
    modelName,
    validationHash,
    images: judged.length,
    metric: kind.metric,
    ...kind.score(judged, labels),
  });
  const scorerOf = ({ judged }: JudgedModel<Judged>) => kind.scorer(judged, labels.length);
  const knownOf = ({ judged }: JudgedModel<Judged>) => judged.filter((_, image) => isKnown[image]);
  const known = champion && knownOf(champion).length > 0;
  return judge({
    challenger: evaluate(challenger),
    champion: champion && evaluate(champion),
    difference:
      champion &&
      bootstrapDifference({
        images: challenger.judged.length,
        champion: scorerOf(champion),
        challenger: scorerOf(challenger),
        random: seededRandom(Number.parseInt(validationHash.slice(0, 8), 16)),
      }),
    known: known
      ? {
          images: knownOf(champion).length,
          challenger: kind.score(knownOf(challenger), labels).score,
          champion: kind.score(knownOf(champion), labels).score,
        }
      : null,
    gate,
    validationFraction,
  });
}
