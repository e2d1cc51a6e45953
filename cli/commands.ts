import type { CommandTable } from './command.ts';

/** Every command. The file `commands/<name>.ts` is loaded only when the command is called. */
export const commands: CommandTable = {
  up: () => import('./commands/up.ts'),
  demo: () => import('./commands/demo.ts'),
  run: () => import('./commands/run.ts'),
  console: () => import('./commands/console.ts'),
  deploy: () => import('./commands/deploy.ts'),
  destroy: () => import('./commands/destroy.ts'),
  env: () => import('./commands/env.ts'),
  init: () => import('./commands/init.ts'),
  drop: () => import('./commands/drop.ts'),
  batch: () => import('./commands/batch.ts'),
  'label-now': () => import('./commands/label-now.ts'),
  retry: () => import('./commands/retry.ts'),
  config: () => import('./commands/config.ts'),
  relabel: () => import('./commands/relabel.ts'),
  classes: () => import('./commands/classes.ts'),
  forget: () => import('./commands/forget.ts'),
  audit: () => import('./commands/audit.ts'),
  status: () => import('./commands/status.ts'),
  executions: () => import('./commands/executions.ts'),
  rounds: () => import('./commands/rounds.ts'),
  story: () => import('./commands/story.ts'),
  workers: () => import('./commands/workers.ts'),
  algorithms: () => import('./commands/algorithms.ts'),
  models: () => import('./commands/models.ts'),
  detect: () => import('./commands/detect.ts'),
  dataset: () => import('./commands/dataset.ts'),
  cost: () => import('./commands/cost.ts'),
  consolidate: () => import('./commands/consolidate.ts'),
  completion: () => import('./commands/completion.ts'),
};

/** How the overview puts them; a test holds that none is missing. */
export const sections: Record<string, readonly string[]> = {
  Begin: ['up', 'demo', 'run', 'env'],
  'Your AWS account': ['deploy', 'destroy', 'console', 'cost'],
  'Your projects': ['init', 'drop', 'label-now', 'relabel', 'classes', 'config', 'algorithms', 'retry', 'batch'],
  'See what happens': ['status', 'executions', 'rounds', 'story', 'workers', 'models', 'detect', 'audit', 'forget'],
  'Any labeled dataset': ['dataset', 'consolidate'],
  'Your shell': ['completion'],
};
