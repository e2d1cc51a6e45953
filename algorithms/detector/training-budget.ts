import type { TrainingBudget } from '../network/training-loop.ts';

/**
 * With frozen features this many steps teach what twenty images can; each further image is worth two. Where an image
 * holds many objects there is more to learn of it, less for each: so many steps for the square root of those beyond
 * one an image (bench/README.md).
 */
const STEPS_OF_ANY = 150;
const STEPS_OF_AN_IMAGE = 2;
const STEPS_OF_MORE_OBJECTS = 20;
/**
 * Few images that hold several objects each are looked at for longer than their number asks: so many steps at least,
 * fewer as fewer of the objects are beyond one an image (50 sample images: .97 instead of .96, bench/README.md).
 */
const FEWEST_STEPS_OF_MANY_OBJECTS = 1300;
/** Half as many, begun with what the champion knows, teach as much as all of them from nothing (bench/README.md). */
const SHARE_OF_THE_WARM = 0.5;
/** The steps are the budget; the seconds end what goes wrong. A busy machine takes longer instead of learning less. */
const FEWEST_SECONDS = 900;
const MOST_SECONDS = 10_000;

/**
 * What people gave, or, where they gave neither, as much as so many images and objects deserve: a second an image, from
 * a quarter of an hour to three hours.
 * @param beginsWarm with what the champion learned of the same classes
 */
export function trainingBudget(
  given: { maxSeconds: number | undefined; maxSteps: number | undefined },
  { images, objects }: { images: number; objects: number },
  beginsWarm: boolean,
): TrainingBudget {
  const { maxSeconds, maxSteps } = given;
  if (maxSeconds !== undefined || maxSteps !== undefined)
    return { seconds: maxSeconds ?? Infinity, steps: maxSteps ?? Infinity };
  const more = Math.max(0, objects - images);
  const steps = Math.max(
    STEPS_OF_ANY + STEPS_OF_AN_IMAGE * images + STEPS_OF_MORE_OBJECTS * Math.sqrt(more),
    FEWEST_STEPS_OF_MANY_OBJECTS * (more / Math.max(1, objects)),
  );
  return {
    seconds: Math.min(MOST_SECONDS, Math.max(FEWEST_SECONDS, images)),
    steps: Math.round(steps * (beginsWarm ? SHARE_OF_THE_WARM : 1)),
  };
}
