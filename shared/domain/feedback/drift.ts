import type { CaptureReference, DriftMeasure, Observation } from '../../contracts/capture.ts';
import { nearestImages } from './nearest-image.ts';
import { chanceOfLarger, differenceOfShares } from './two-samples.ts';

/** Days of production that are compared with validation. */
export const DRIFT_DAYS = 7;
/** With fewer images on either side nothing is said. */
export const FEWEST_FOR_DRIFT = 20;
/** One look in a hundred finds something by chance, over all measures together. */
const LOOK_LEVEL = 0.01;
/** From this confidence on the model says that an object is there. */
const SAID = 0.5;
/** What is less sure says nothing of how sure the model is of the image. */
const CONSIDERED = 0.3;
/** Differences that matter: of shares, and of a chance from one half. */
const MATTERS = { share: 0.05, chance: 0.05 };

type Found = Observation['found'];

const shows = (found: Found, id: number) => found.some(([label, confidence]) => label === id && confidence >= SAID);

/** How sure the model is of an image; undefined where it sees nothing. */
function sureness(found: Found): number | undefined {
  const confidences = found.map(([, confidence]) => confidence).filter((confidence) => confidence >= CONSIDERED);
  return confidences.length === 0 ? undefined : confidences.reduce((sum, each) => sum + each, 0) / confidences.length;
}

const surenesses = (images: ReadonlyArray<{ found: Found }>) => images.flatMap(({ found }) => sureness(found) ?? []);

/**
 * Compares what a model says in production with what it said of the validation images that it was judged on, which
 * nobody chose for what is on them. The intervals hold together: one look in a hundred has one that is wrong.
 * @param labels order = class ids
 * @returns undefined when there are too few images to say anything
 */
export function compareWithReference(
  production: readonly Observation[],
  reference: Pick<CaptureReference, 'images'>,
  labels: readonly string[],
): DriftMeasure[] | undefined {
  if (production.length < FEWEST_FOR_DRIFT || reference.images.length < FEWEST_FOR_DRIFT) return undefined;
  const level = LOOK_LEVEL / (labels.length + 2);
  const measures: DriftMeasure[] = labels.map((label, id) => {
    const count = (images: ReadonlyArray<{ found: Found }>) => images.filter(({ found }) => shows(found, id)).length;
    const seen = { images: production.length, with: count(production) };
    const known = { images: reference.images.length, with: count(reference.images) };
    const { value, low, high } = differenceOfShares(seen, known, level);
    const shares = { production: seen.with / seen.images, validation: known.with / known.images };
    return { kind: 'class', label, shares, value, low, high, left: low > MATTERS.share || high < -MATTERS.share };
  });
  const chance = (kind: 'confidence' | 'distance', larger: readonly number[], others: readonly number[]) => {
    if (larger.length < FEWEST_FOR_DRIFT || others.length < FEWEST_FOR_DRIFT) return;
    const { value, low, high } = chanceOfLarger(larger, others, level);
    // To be surer than on validation, or nearer to it, is no harm.
    measures.push({ kind, value, low, high, left: low > 0.5 + MATTERS.chance });
  };
  const unsureness = (images: ReadonlyArray<{ found: Found }>) => surenesses(images).map((sure) => 1 - sure);
  chance('confidence', unsureness(production), unsureness(reference.images));
  const far = production.flatMap(({ distance }) => distance ?? []);
  chance('distance', far, nearestImages(reference).ownDistances);
  return measures;
}

/** Each measure in words, those that left first. */
export function describeDrift(measures: readonly DriftMeasure[]): string[] {
  return measures.toSorted((a, b) => Number(b.left) - Number(a.left)).map(describeMeasure);
}

const percent = (share: number) => `${Math.round(100 * share)} %`;
const points = (difference: number) => `${difference < 0 ? '-' : '+'}${Math.round(Math.abs(100 * difference))}`;

function describeMeasure({ kind, label, shares, value, low, high }: DriftMeasure): string {
  const range = `${percent(low)} to ${percent(high)}, 50 % is no difference`;
  if (kind === 'confidence')
    return `the model is less sure than on validation images in ${percent(value)} of comparisons (${range})`;
  if (kind === 'distance')
    return `images are farther from validation than it is from itself in ${percent(value)} of comparisons (${range})`;
  return `${label} is on ${percent(shares!.production)} of the images, on ${percent(shares!.validation)} of validation (${points(value)} points, ${points(low)} to ${points(high)})`;
}
