import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** SageMaker's folders of a container; `ML_ROOT` replaces `/opt/ml` where no container is. */
export function containerPaths(environment: NodeJS.ProcessEnv) {
  const root = environment.ML_ROOT ?? '/opt/ml';
  return {
    hyperparameters: join(root, 'input/config/hyperparameters.json'),
    channels: join(root, 'input/config/inputdataconfig.json'),
    channel: (name: string) => join(root, 'input/data', name),
    /** What was streamed and must be read more than once. */
    scratch: (name: string) => join(root, 'scratch', name),
    checkpoints: join(root, 'checkpoints'),
    model: join(root, 'model'),
    /** Becomes `output.tar.gz` beside the model. */
    output: join(root, 'output/data'),
    /** Its first 1,024 characters become the training job's FailureReason. */
    failure: join(root, 'output/failure'),
  };
}
export type ContainerPaths = ReturnType<typeof containerPaths>;

/**
 * Runs a training entry point: SIGTERM (StopTrainingJob) aborts `stop`; what `train` throws goes to `output/failure`
 * and standard error, the exit code is the error's `exitCode` or 1.
 */
export async function runTraining(
  train: (paths: ContainerPaths, started: number, stop: AbortSignal) => Promise<void>,
): Promise<void> {
  const paths = containerPaths(process.env);
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort());
  try {
    await train(paths, performance.now(), stop.signal);
  } catch (error) {
    const { name, message, stack, exitCode = 1 } = error as Error & { exitCode?: number };
    await mkdir(dirname(paths.failure), { recursive: true });
    await writeFile(paths.failure, `${name}: ${message}`);
    console.error(stack);
    process.exitCode = exitCode;
  }
}
