import { defineCommand } from '../command.ts';
import { openCloud, placeOptions } from '../open-cloud.ts';

export default defineCommand({
  summary: 'read and change the settings of a project, each change checked',
  arguments: {
    project: { help: 'whose settings' },
    settings: { help: 'KEY shows one, KEY=VALUE sets it, KEY= removes a hyperparameter', optional: true, many: true },
  },
  options: placeOptions,
  notes: [
    'Changes hold for batches that are closed, and trainings that start, from now on. Nothing is written unless all of them are valid.',
  ],
  examples: [
    'labelloop config birds',
    'labelloop config birds batch.maxImages=200 labeling.budgetUsd=50',
    'labelloop config birds training.hyperparameters.max-seconds=600',
    'labelloop config birds training.algorithm=yolo',
  ],
  async run({ values, args: { project: name, settings = [] }, context }) {
    const cloud = await openCloud(values);
    const [{ requireProject }, { changeProject }, { applySettings, listSettings }] = await Promise.all([
      import('../require-project.ts'),
      import('../../shared/documents/project.ts'),
      import('../config/project-settings.ts'),
    ]);
    let project = await requireProject(cloud.bucket, name);
    const given = settings.filter((setting) => setting.includes('='));
    const changes = await withNamedAlgorithm(given, values.data, values.stage !== undefined);
    const wanted = settings.filter((setting) => !setting.includes('='));
    if (changes.length > 0)
      project = (await changeProject(cloud.bucket, name, (present) => applySettings(present, changes)))!;
    const keys = [...wanted, ...changes.map((change) => change.slice(0, change.indexOf('=')))];
    const shown = listSettings(project, keys);
    if (values.json) context.print(JSON.stringify(Object.fromEntries(shown)));
    else for (const [key, value] of shown) context.print(`${key} = ${JSON.stringify(value)}`);
  },
});

const ALGORITHM = 'training.algorithm=';

/** The name of an algorithm that was added here stands for its whole description. */
async function withNamedAlgorithm(changes: string[], dataDir: string, onAws: boolean): Promise<string[]> {
  const named = changes.filter((change) => change.startsWith(ALGORITHM) && !change.startsWith(`${ALGORITHM}{`));
  if (named.length === 0) return changes;
  const { namedAlgorithm } = await import('../algorithms/named-algorithm.ts');
  return changes.flatMap((change) => {
    if (!named.includes(change)) return [change];
    const { algorithm, hyperparameters } = namedAlgorithm(dataDir, change.slice(ALGORITHM.length), onAws);
    if (typeof algorithm === 'string') return [change];
    const values = Object.entries(hyperparameters).map(([name, value]) => `training.hyperparameters.${name}=${value}`);
    return [`${ALGORITHM}${JSON.stringify(algorithm)}`, ...values];
  });
}
