import { intersectionOverUnion } from '../../shared/domain/shapes/bounding-box.ts';
import type { CellFeatures } from './cell-features.ts';
import { type AnsweredImage, fitLightHead, type LightHead, type SuggestedBox, suggestBoxes } from './light-head.ts';

/** Images whose cells are kept: older ones have taught what they can. */
const REMEMBERED = 60;
/** The latest images that say from which confidence on a suggestion is worth a person's look. */
const JUDGED = 12;
const FEWEST_JUDGED = 3;
/** Before any image could say it. */
const FIRST_THRESHOLD = 0.6;
const RIGHT_OVERLAP = 0.5;
/** One that is wrong costs as much as this many that are missed: a wrong box must be seen and taken away. */
const COST_OF_WRONG = 1;

/** What the suggestions for one image came to, once a person had answered. */
interface Verdict {
  claims: Array<{ confidence: number; isRight: boolean }>;
  truth: number;
}

/** Learns from answers one after the other, and suggests boxes for the next images. */
export class LightLearner {
  readonly #labels: number;
  #answers: AnsweredImage[] = [];
  #head: LightHead | undefined;
  #verdicts: Verdict[] = [];

  /** @param labels how many classes there are */
  constructor(labels: number) {
    this.#labels = labels;
  }

  /** Takes an answer; what would have been suggested for its image says how sure a suggestion must be. */
  answer(image: AnsweredImage): void {
    if (this.#head) this.#verdicts = [...this.#verdicts, verdictOn(this.#head, image)].slice(-JUDGED);
    this.#answers = [...this.#answers, image].slice(-REMEMBERED);
  }

  /** Fits the head to all answers that are remembered. */
  fit(): void {
    this.#head = fitLightHead(this.#answers, this.#labels, this.#head);
  }

  /** The boxes that are worth a person's look, the surest first; none before there is a box in an answer. */
  suggest(features: CellFeatures): SuggestedBox[] {
    if (!this.#head) return [];
    const least = this.#threshold();
    return suggestBoxes(this.#head, features).filter(({ confidence }) => confidence >= least);
  }

  /** The confidence from which on the latest suggestions would have saved most work. */
  #threshold(): number {
    if (this.#verdicts.length < FEWEST_JUDGED) return FIRST_THRESHOLD;
    const claims = this.#verdicts.flatMap((verdict) => verdict.claims).sort((a, b) => b.confidence - a.confidence);
    const truth = this.#verdicts.reduce((sum, verdict) => sum + verdict.truth, 0);
    let best = { value: 0, threshold: 1 };
    let right = 0;
    claims.forEach(({ confidence, isRight }, index) => {
      if (isRight) right++;
      const wrong = index + 1 - right;
      const value = (2 * right) / (right + COST_OF_WRONG * wrong + truth);
      if (value > best.value) best = { value, threshold: confidence };
    });
    return best.threshold;
  }
}

/** The surest suggestion first, each is right about the object of its class that it overlaps most, by half at least. */
function verdictOn(head: LightHead, { features, boxes }: AnsweredImage): Verdict {
  const left = new Set(boxes);
  const claims = suggestBoxes(head, features).map((box) => {
    const [closest] = [...left]
      .filter(({ class_id }) => class_id === box.class_id)
      .map((object) => ({ object, overlap: intersectionOverUnion(object, box) }))
      .sort((a, b) => b.overlap - a.overlap);
    const isRight = closest !== undefined && closest.overlap >= RIGHT_OVERLAP;
    if (isRight) left.delete(closest.object);
    return { confidence: box.confidence, isRight };
  });
  return { claims, truth: boxes.length };
}
