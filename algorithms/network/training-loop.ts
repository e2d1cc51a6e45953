import { loadCheckpoint, saveCheckpoint } from '../container/checkpoint.ts';
import type { Trainer, TrainingState } from './trainer.ts';

/** Training ends at the first of the two; the learning rate follows the nearer one down. Infinity: not limited. */
export interface TrainingBudget {
  /** From the first step on: reading the images is not counted. */
  seconds: number;
  steps: number;
}

export interface TrainingLoop {
  trainer: Trainer;
  budget: TrainingBudget;
  /** Where checkpoints are, how often one is written, in seconds, and what they belong to beside the trainer. */
  checkpoints: { folder: string; everySeconds: number; belongTo: unknown };
  learningRate: number;
  report: Reporter;
  /** Ends training early, with a model. */
  stop: AbortSignal;
}

/** Says how far training is: `progress` 0..1 and what else there is to tell. */
export type Reporter = (progress: number, detail: string) => void;

const REPORT_SECONDS = 2;

/** Prints a progress line every two seconds. @param started `performance.now()` when the container started */
export function createReporter(started: number): Reporter {
  let last = started;
  let first: { progress: number; at: number } | undefined;
  return (progress: number, detail: string) => {
    const now = performance.now();
    if (progress > 0) first ??= { progress, at: now };
    if (now - last < REPORT_SECONDS * 1000) return;
    last = now;
    const pace = first && (progress - first.progress) / (now - first.at);
    const eta = pace ? ` eta=${Math.round((1 - progress) / pace / 1000)}s` : '';
    console.log(`progress: ${progress.toFixed(2)} ${detail}${eta}`);
  };
}

/**
 * Trains until the budget is used or `stop` comes; goes on from the last checkpoint of the same data and settings.
 * Closes the trainer.
 * @throws Error when the loss is no number, or when it was stopped before the first step
 */
export async function runTrainingLoop({ trainer, budget, checkpoints, learningRate, report, stop }: TrainingLoop) {
  const signature = JSON.stringify([checkpoints.belongTo, trainer.signature]);
  const checkpoint = await loadCheckpoint(checkpoints.folder, signature);
  if (checkpoint) {
    console.log(`resume: step ${checkpoint.step} of the last checkpoint`);
    trainer.resume(checkpoint.vectors as TrainingState);
  }

  const secondsBefore = checkpoint?.secondsUsed ?? 0;
  const begun = performance.now();
  const secondsUsed = () => secondsBefore + (performance.now() - begun) / 1000;
  let step = checkpoint?.step ?? 0;
  let saved = performance.now();
  const save = async (done: number) => {
    const vectors = trainer.state;
    await saveCheckpoint(checkpoints.folder, { signature, step: done, secondsUsed: secondsUsed(), vectors });
    saved = performance.now();
  };
  for (; !stop.aborted; step++) {
    const progress = Math.max(step / budget.steps, secondsUsed() / budget.seconds);
    if (progress >= 1) break;
    const loss = await trainer.step(step, progress);
    if (!Number.isFinite(loss))
      throw new Error(`the loss is ${loss} at step ${step + 1}: try a learning-rate below ${learningRate}`);
    report(progress, `step=${step + 1}/${budget.steps} loss=${loss.toFixed(3)}`);
    if (performance.now() - saved > checkpoints.everySeconds * 1000) await save(step + 1);
  }
  // Whoever is told to stop may be taken to another machine, where the training goes on.
  if (stop.aborted && step > (checkpoint?.step ?? 0)) await save(step);
  if (step === 0) throw new Error('training was stopped before its first step: there is no model');
  const { user, system } = process.cpuUsage();
  const end = stop.aborted
    ? 'told to stop'
    : step >= budget.steps
      ? 'all steps done'
      : `${budget.seconds} s are over before all steps`;
  console.log(`train: ended: ${end}`);
  console.log(`train: ${step} steps, ${secondsUsed().toFixed(1)} s, CPU ${((user + system) / 1e6).toFixed(0)} s`);
  await trainer.close();
}
