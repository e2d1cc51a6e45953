import { readFile } from 'node:fs/promises';
import type { Project } from '../../shared/contracts/project.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { defineCommand, usageError } from '../command.ts';
import { openCloud, placeOptions } from '../open-cloud.ts';

export default defineCommand({
  summary: 'read and change the settings of a project, each change checked',
  arguments: {
    project: { help: 'whose settings' },
    settings: { help: 'KEY shows one, KEY=VALUE sets it, KEY= removes a hyperparameter', optional: true, many: true },
  },
  options: {
    edit: { help: 'all settings in your editor ($VISUAL, $EDITOR)' },
    backbone: {
      value: 'FILE',
      help: "your own pretrained network, an ONNX file (docs/pretrained.md); `training.backbone=null` goes back to labelloop's",
    },
    weights: {
      value: 'FILE',
      help: 'what trainings of an algorithm of your own (or a built-in one) begin with, as its channel `weights` (`model`); `training.weights=null`: random weights',
    },
    file: { value: 'FILE', help: 'settings from a file, as `--json` prints them and `--edit` shows them' },
    ...placeOptions,
  },
  notes: [
    'Changes hold for batches that are closed, and trainings that start, from now on. Nothing is written unless all of them are valid.',
  ],
  examples: [
    'labelloop config birds',
    'labelloop config birds batch.maxImages=200 labeling.budgetUsd=50',
    'labelloop config birds --edit',
    'labelloop config birds training.hyperparameters.max-seconds=600',
    'labelloop config birds training.algorithm=yolo',
    'labelloop config birds --weights yolo11n.pt',
  ],
  async run({ values, args: { project: name, settings = [] }, context }) {
    const cloud = await openCloud(values);
    const { edit, file } = values;
    if ((edit || file !== undefined) && (settings.length > 0 || (edit && file !== undefined)))
      throw usageError('--edit, --file and settings exclude each other', 'use one of them');
    const [{ requireProject }, { changeProject }, { applySettings, listSettings }] = await Promise.all([
      import('../require-project.ts'),
      import('../../shared/documents/project.ts'),
      import('../config/project-settings.ts'),
    ]);
    const wanted = settings.filter((setting) => !setting.includes('='));
    const edited: string[] = [];
    let project = await requireProject(cloud.bucket, name);
    if (edit || file !== undefined) {
      edited.push(...(await changeByText(cloud.bucket, project, file)));
      if (edited.length === 0) context.note('nothing was changed');
      if (edited.length === 0) return;
      project = await requireProject(cloud.bucket, name);
    }
    const given = settings.filter((setting) => setting.includes('='));
    const { changes, licenses } = await withNamedAlgorithm(given, values.data, values.stage !== undefined);
    for (const license of licenses) context.note(license);
    if (values.backbone !== undefined) {
      const { bringBackbone } = await import('../config/bring-backbone.ts');
      changes.push(`training.backbone=${await bringBackbone(cloud.bucket, name, values.backbone)}`);
    }
    if (values.weights !== undefined) {
      const { bringWeights } = await import('../config/bring-weights.ts');
      changes.push(`training.weights=${await bringWeights(cloud.bucket, name, values.weights)}`);
    }
    const before = project.training;
    if (changes.length > 0)
      project = (await changeProject(projectBucket(cloud.bucket, name), (present) => applySettings(present, changes)))!;
    const gone = Object.keys(before.hyperparameters).filter(
      (one) => !Object.hasOwn(project.training.hyperparameters, one),
    );
    if (before.weights && !project.training.weights) gone.push('weights');
    if (gone.length > 0 && changes.some((change) => change.startsWith(ALGORITHM)))
      context.note(`what was set for the algorithm before is gone: ${gone.join(', ')}`);
    const changedKeys = [...edited, ...changes.map((change) => change.slice(0, change.indexOf('=')))];
    const keys = [...wanted, ...changedKeys];
    const shown = listSettings(project, keys);
    const changed = shown.filter(([key]) => changedKeys.includes(key));
    if (changed.length > 0) {
      // An address for webhooks is a secret: who knows it may write there.
      const said = changed.map(([key, value]) => (key === 'webhookUrl' ? key : `${key} = ${JSON.stringify(value)}`));
      const note = said.join(', ');
      const { recordOwnAct } = await import('../record-own-act.ts');
      await recordOwnAct(cloud.bucket, 'changed', name, { project: name, note: note.slice(0, 500) });
    }
    if (changedKeys.some((key) => /^capture\b/.test(key)))
      context.note('holds within a quarter of an hour for a real-time endpoint, which goes on answering meanwhile');
    if (changedKeys.some((key) => /^endpoint\b/.test(key)))
      context.note(
        'holds from the next model that goes live on: what serves now keeps the configuration it was made with',
      );
    if (values.json) context.print(JSON.stringify(Object.fromEntries(shown)));
    else
      for (const [key, value] of shown)
        context.print(value === undefined ? `${key} is not set` : `${key} = ${JSON.stringify(value)}`);
  },
});

const ALGORITHM = 'training.algorithm=';

/**
 * The name of an algorithm that was added here stands for its whole description, and for values that it wants where
 * nobody says one.
 * @returns the changes, and what choosing the algorithm binds people to
 */
async function withNamedAlgorithm(
  given: readonly string[],
  dataDir: string,
  onAws: boolean,
): Promise<{ changes: string[]; licenses: string[] }> {
  const isName = (change: string) => change.startsWith(ALGORITHM) && !change.startsWith(`${ALGORITHM}{`);
  if (!given.some(isName)) return { changes: [...given], licenses: [] };
  const { namedAlgorithm } = await import('../algorithms/named-algorithm.ts');
  const licenses: string[] = [];
  const [described, values]: [string[], string[]] = [[], []];
  for (const change of given) {
    const named = isName(change) ? namedAlgorithm(dataDir, change.slice(ALGORITHM.length), onAws) : undefined;
    if (named?.license) licenses.push(`${change.slice(ALGORITHM.length)} is under ${named.license}`);
    if (named === undefined || typeof named.algorithm === 'string') described.push(change);
    else {
      described.push(`${ALGORITHM}${JSON.stringify(named.algorithm)}`);
      for (const [name, value] of Object.entries(named.hyperparameters))
        values.push(`training.hyperparameters.${name}=${value}`);
    }
  }
  return { changes: [...values, ...described], licenses };
}

/** By an editor, or from a file. @returns the keys that changed */
async function changeByText(bucket: string, project: Project, file: string | undefined): Promise<string[]> {
  const [{ changeProject }, { changeSettings }, { editSettings, settingsFrom }] = await Promise.all([
    import('../../shared/documents/project.ts'),
    import('../config/project-settings.ts'),
    import('../config/edit-settings.ts'),
  ]);
  const settings =
    file === undefined
      ? await editSettings(
          project,
          await import('../config/own-editor.ts').then((own) => own.openOwnEditor(project.project)),
        )
      : settingsFrom(project, file, await readFile(file, 'utf8'));
  // Only what differs is set: what somebody else changed meanwhile stays.
  if (settings.length > 0)
    await changeProject(projectBucket(bucket, project.project), (present) => changeSettings(present, settings));
  return settings.map(([key]) => key);
}
