import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ModelReport } from '../../shared/contracts/model-report.ts';
import { useCloud } from '../aws-variables.ts';
import { CommandError, defineCommand, exitCodes } from '../command.ts';
import { requireRunningCloud } from '../require-running-cloud.ts';

const ACTIONS = ['list', 'why', 'get', 'rollback'];
const DRAWN_IMAGES = 8;

export default defineCommand({
  usage: '[why | get | rollback] [MODEL] [--project NAME] [--out PATH]',
  help: [
    ['(nothing)', 'every model that the gate judged: scores, and why it serves or does not'],
    ['why [MODEL]', 'what it gets wrong, what each kind of error costs, and a picture of the worst images'],
    ['get [MODEL]', 'model.onnx, its labels, and two small programs (Python, Node) that use it without labelloop'],
    [
      'rollback [MODEL]',
      'an earlier model serves again (default: the one that served before) and is the champion to beat',
    ],
    ['MODEL', 'its name or the end of it (default: the one that serves, else the newest)'],
    ['--project NAME', 'whose models (needed only when there is more than one project)'],
    ['--out PATH', 'why: the picture (default MODEL.errors.png); get: the folder (default MODEL)'],
  ],
  options: { project: { type: 'string' }, out: { type: 'string' } },
  async run({ values, positionals: [action = 'list', wanted], context }) {
    if (!ACTIONS.includes(action))
      throw new CommandError(`models knows no action ${action}`, {
        todo: 'it knows why, get and rollback; alone it lists',
        exitCode: exitCodes.usage,
      });
    const cloud = await requireRunningCloud(values.data);
    useCloud(cloud);
    const { chooseProject } = await import('../require-project.ts');
    const { readModelErrors, readModelReports } = await import('../../shared/read-models/model-reports.ts');
    const { findChampion } = await import('../../shared/documents/training-documents.ts');
    const { describeErrors, describeModels } = await import('../models/describe-models.ts');
    const { project, labels } = await chooseProject(cloud.bucket, values.project);
    const models = await readModelReports(cloud.bucket, project);
    const found = await findChampion(cloud.bucket, project);
    const champion = found?.modelName;
    const earlier = found?.earlier ?? [];
    const say = (result: object, lines: readonly string[]) => {
      if (values.json) context.print(JSON.stringify(result));
      else for (const line of lines) context.print(line);
    };
    if (action === 'list') {
      const none = [`${project} has no model yet; \`labelloop status ${project}\` says what is missing`];
      return say({ project, champion, models }, models.length ? describeModels(models, champion, earlier) : none);
    }
    if (action === 'rollback') {
      if (wanted === undefined && earlier.length === 0)
        throw new CommandError('no model served before', { todo: '`labelloop models` lists what there is' });
      const { rollBack } = await import('../models/roll-back.ts');
      const model = chooseModel(models, wanted, earlier[0]);
      const restored = await rollBack(cloud.bucket, project, model, new Date().toISOString(), context.note);
      return say(restored, [`${restored.modelName} serves on ${restored.endpointName} and is the champion again`]);
    }
    const model = chooseModel(models, wanted, champion);
    const { modelName } = model;
    if (action === 'get') {
      const { takeModel } = await import('../models/take-model.ts');
      const folder = values.out ?? modelName;
      const files = await takeModel(modelName, folder);
      return say(
        { model: modelName, folder, files },
        files.map((name) => join(folder, name)),
      );
    }
    const { drawErrors } = await import('../models/draw-errors.ts');
    const errors = await readModelErrors(cloud.bucket, project, model, DRAWN_IMAGES);
    const picture = values.out ?? `${modelName}.errors.png`;
    await mkdir(dirname(picture), { recursive: true });
    if (errors.images.length) await writeFile(picture, await drawErrors(cloud.bucket, modelName, labels, errors));
    const shown = errors.images.length ? ['', `picture ${picture}`] : ['', 'no error at a confidence of .3 and more'];
    say({ model, ...errors, ...(errors.images.length && { picture }) }, [...describeErrors(model, errors), ...shown]);
  },
});

/** @throws CommandError when there is none, or the words fit several */
function chooseModel(models: readonly ModelReport[], wanted: string | undefined, champion: string | undefined) {
  if (wanted === undefined) {
    const model = models.find(({ modelName }) => modelName === champion) ?? models[0];
    if (model) return model;
    throw new CommandError('there is no model yet', { todo: '`labelloop status` says what is missing' });
  }
  const exact = models.filter(({ modelName }) => modelName === wanted);
  const [model, ...others] = exact.length ? exact : models.filter(({ modelName }) => modelName.endsWith(wanted));
  if (model && others.length === 0) return model;
  throw new CommandError(model ? `${wanted} fits ${others.length + 1} models` : `there is no model ${wanted}`, {
    why: `models here: ${models.map(({ modelName }) => modelName).join(', ') || 'none'}`,
  });
}
