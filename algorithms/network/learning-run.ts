import type { ImageSize } from '../../shared/domain/shapes/image-size.ts';
import type { ContainerPaths } from '../container/container.ts';
import type { Learning, SizedLearning } from './learning.ts';
import type { Trainer } from './trainer.ts';
import { type Reporter, runTrainingLoop, type TrainingBudget } from './training-loop.ts';

/**
 * Frozen features tell most of what a few images can teach in this many steps; each further image is worth some more.
 */
const STEPS_OF_ANY = 120;
const STEPS_OF_AN_IMAGE = 1;
const MOST_STEPS = 6_000;
/** The steps are the budget; the seconds end what goes wrong. A busy machine takes longer instead of learning less. */
const FEWEST_SECONDS = 900;
const MOST_SECONDS = 10_000;

/** What people gave, or, where they gave neither, as much as so many images deserve. */
export function learningBudget(
  { maxSeconds, maxSteps }: Pick<Learning, 'maxSeconds' | 'maxSteps'>,
  images: number,
): TrainingBudget {
  if (maxSeconds !== undefined || maxSteps !== undefined)
    return { seconds: maxSeconds ?? Infinity, steps: maxSteps ?? Infinity };
  return {
    seconds: Math.min(MOST_SECONDS, Math.max(FEWEST_SECONDS, images)),
    steps: Math.min(MOST_STEPS, STEPS_OF_ANY + STEPS_OF_AN_IMAGE * images),
  };
}

/** Lets a trainer learn what it was made for; a checkpoint belongs to these lessons, this frame and these labels. */
export function runLearning(
  trainer: Trainer,
  learning: Learning | SizedLearning,
  on: { images: number; frame: ImageSize; hash: string; paths: ContainerPaths; report: Reporter; stop: AbortSignal },
): Promise<void> {
  const { threads: _threads, checkpointSeconds, pretrained: _pretrained, backbone: _file, ...lessons } = learning;
  return runTrainingLoop({
    trainer,
    budget: learningBudget(learning, on.images),
    checkpoints: {
      folder: on.paths.checkpoints,
      everySeconds: checkpointSeconds,
      belongTo: [lessons, on.frame, on.hash],
    },
    learningRate: learning.learningRate,
    report: on.report,
    stop: on.stop,
  });
}
