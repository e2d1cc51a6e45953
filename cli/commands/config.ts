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
  ],
  async run({ values, args: { project: name, settings = [] }, context }) {
    const cloud = await openCloud(values);
    const [{ requireProject }, { changeProject }, { applySettings, listSettings }] = await Promise.all([
      import('../require-project.ts'),
      import('../../shared/documents/project.ts'),
      import('../config/settings.ts'),
    ]);
    let project = await requireProject(cloud.bucket, name);
    const changes = settings.filter((setting) => setting.includes('='));
    const wanted = settings.filter((setting) => !setting.includes('='));
    if (changes.length > 0)
      project = (await changeProject(cloud.bucket, name, (present) => applySettings(present, changes)))!;
    const keys = [...wanted, ...changes.map((change) => change.slice(0, change.indexOf('=')))];
    const shown = listSettings(project, keys);
    if (values.json) context.print(JSON.stringify(Object.fromEntries(shown)));
    else for (const [key, value] of shown) context.print(`${key} = ${JSON.stringify(value)}`);
  },
});
