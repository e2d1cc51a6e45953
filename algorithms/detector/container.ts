import { join } from 'node:path';

/** SageMaker's folders of a container; `ML_ROOT` replaces `/opt/ml` where no container is. */
export function containerPaths(environment: NodeJS.ProcessEnv) {
  const root = environment.ML_ROOT ?? '/opt/ml';
  return {
    hyperparameters: join(root, 'input/config/hyperparameters.json'),
    channel: (name: string) => join(root, 'input/data', name),
    checkpoints: join(root, 'checkpoints'),
    model: join(root, 'model'),
    /** Its first 1,024 characters become the training job's FailureReason. */
    failure: join(root, 'output/failure'),
  };
}
export type ContainerPaths = ReturnType<typeof containerPaths>;
