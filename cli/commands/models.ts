import { join } from 'node:path';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import {
  type CommandContext,
  CommandError,
  type CommandGroup,
  defineCommand,
  exitCodes,
  usageError,
} from '../command.ts';
import { describeErrors, describeModels } from '../models/describe-models.ts';
import { openCloud, type Place, placeOptions } from '../open-cloud.ts';
import { projectOption } from '../options.ts';
import { writeWhole } from '../write-whole.ts';

const DRAWN_IMAGES = 8;
const project = projectOption('whose models');

const list = defineCommand({
  summary: 'every model that the gate judged: scores, and why it serves or does not',
  options: { project, ...placeOptions },
  examples: ['labelloop models', 'labelloop models list --project birds --json'],
  async run({ values, context }) {
    const { project, champion, earlier, models } = await readModels(values);
    const none = [`${project} has no model yet; \`labelloop status ${project}\` says what is missing`];
    const lines = models.length ? describeModels(models, champion, earlier) : none;
    tell({ project, champion, models }, lines, values.json, context);
  },
});

const why = defineCommand({
  summary: 'what a model gets wrong, what each kind of error costs, and a picture of the worst images',
  arguments: {
    model: { help: 'its name or the end of it (default: the one that serves, else the newest)', optional: true },
  },
  options: { project, out: { value: 'FILE', help: 'the picture (default MODEL.errors.png)' }, ...placeOptions },
  examples: ['labelloop models why', 'labelloop models why b000002 --out worst.png'],
  async run({ values, args, context }) {
    const { bucket, project, labels, champion, models } = await readModels(values);
    const model = chooseModel(models, args.model, champion);
    const [{ drawErrors }, { readModelErrors }] = await Promise.all([
      import('../models/draw-errors.ts'),
      import('../../shared/read-models/model-reports.ts'),
    ]);
    const errors = await readModelErrors(projectBucket(bucket, project), model, DRAWN_IMAGES);
    const picture = values.out ?? `${model.modelName}.errors.png`;
    if (errors.images.length) await writeWhole(picture, await drawErrors(bucket, model.modelName, labels, errors));
    const shown = errors.images.length ? ['', `picture ${picture}`] : ['', 'no error at a confidence of .3 and more'];
    const said = { model, ...errors, ...(errors.images.length && { picture }) };
    tell(said, [...describeErrors(model, errors), ...shown], values.json, context);
  },
});

const get = defineCommand({
  summary: 'model.onnx, its labels, and two small programs (Python, Node) that use it without labelloop',
  arguments: {
    model: { help: 'its name or the end of it (default: the one that serves, else the newest)', optional: true },
  },
  options: { project, out: { value: 'DIR', help: 'the folder (default MODEL)' }, ...placeOptions },
  examples: ['labelloop models get', 'labelloop models get b000002 --out birds-model'],
  async run({ values, args, context }) {
    const { champion, models } = await readModels(values);
    const { modelName } = chooseModel(models, args.model, champion);
    const { takeModel } = await import('../models/take-model.ts');
    const folder = values.out ?? modelName;
    const files = await takeModel(modelName, folder);
    const lines = files.map((name) => join(folder, name));
    tell({ model: modelName, folder, files }, lines, values.json, context);
  },
});

const rollback = defineCommand({
  summary: 'an earlier model serves again, and is the champion to beat',
  arguments: { model: { help: 'its name or the end of it (default: the one that served before)', optional: true } },
  options: { project, reason: { value: 'TEXT', help: 'why; `labelloop audit` shows it' }, ...placeOptions },
  examples: ['labelloop models rollback', 'labelloop models rollback b000002 --reason "misses at night"'],
  stopped: 'the same command again goes on where it was; `labelloop models` shows who serves',
  async run({ values, args, context }) {
    const { bucket, project, earlier, models } = await readModels(values);
    if (args.model === undefined && earlier.length === 0)
      throw new CommandError('no model served before', { todo: '`labelloop models` lists what there is' });
    const [{ rollBack }, { operatorName }] = await Promise.all([
      import('../../shared/pipeline/models/roll-back.ts'),
      import('../../local-cloud/operator-name.ts'),
    ]);
    const model = chooseModel(models, args.model, earlier[0]);
    const asked = { by: operatorName(), reason: values.reason ?? '', now: new Date().toISOString() };
    const restored = await rollBack(projectBucket(bucket, project), model, asked, context.note);
    const line = `${restored.modelName} serves on ${restored.endpointName} and is the champion again`;
    tell(restored, [line], values.json, context);
  },
});

const deploy = defineCommand({
  summary: 'puts a model into service that the gate kept back, and writes down who wanted it and why',
  arguments: { model: { help: 'its name or the end of it' } },
  options: {
    project,
    anyway: { help: 'although the gate did not; without it: what the gate said, and what to do' },
    reason: { value: 'TEXT', help: 'why; `labelloop models` and `status` show it' },
    ...placeOptions,
  },
  examples: [
    'labelloop models deploy b000001',
    'labelloop models deploy b000001 --anyway --reason "a first look at live answers"',
  ],
  notes: [
    'The model must find on the endpoint the boxes that the gate saw, else what served before serves again. It becomes the champion ' +
      'that the next model has to beat. `labelloop models rollback` goes back.',
  ],
  stopped: 'the same command again goes on where it was; `labelloop models` shows who serves',
  async run({ values, args, context }) {
    if (values.anyway && !values.reason?.trim())
      throw usageError('--anyway needs a reason', `labelloop models deploy ${args.model} --anyway --reason "…"`);
    const { bucket, settings, champion, earlier, models } = await readModels(values);
    const model = chooseModel(models, args.model, champion);
    const [{ deployAnyway, keptBack }, { operatorName }] = await Promise.all([
      import('../models/deploy-anyway.ts'),
      import('../../local-cloud/operator-name.ts'),
    ]);
    const stands = model.modelName === champion || earlier.includes(model.modelName);
    if (!values.anyway && !stands) throw keptBack(model);
    const record = { by: operatorName(), reason: values.reason ?? '', at: new Date().toISOString() };
    const deployed = await deployAnyway(bucket, settings, model, record, context.note);
    const { recordOwnAct } = await import('../record-own-act.ts');
    await recordOwnAct(bucket, 'deployed', deployed.modelName, {
      project: settings.project,
      note: `although the gate kept it back: ${record.reason}`.slice(0, 500),
    });
    const line = `${deployed.modelName} serves on ${deployed.endpointName}, and is the champion: ${record.reason}`;
    tell({ ...deployed, deployedAnyway: record }, [line], values.json, context);
  },
});

const NOTHING_WAITS = '`labelloop models` lists what there is; training.approval=manual lets models wait';

const decision = (verb: 'approve' | 'reject', done: 'Approved' | 'Rejected', summary: string, after: string) =>
  defineCommand({
    summary,
    arguments: { model: { help: 'its name or the end of it (default: the one that waits)', optional: true } },
    options: {
      project,
      reason: { value: 'TEXT', help: 'why; the registry keeps it with your name' },
      ...placeOptions,
    },
    examples: [`labelloop models ${verb}`, `labelloop models ${verb} b000002 --reason "seen by Ana"`],
    notes: [
      'With training.approval=manual a model that passed the gate waits up to seven days in SageMaker’s model registry, and no other training ' +
        'of the project begins. What somebody approves or rejects in SageMaker Studio counts as well.',
    ],
    async run({ values, args, context }) {
      const { bucket, settings } = await readModels(values);
      const [{ decideOnWaiting, listWaitingModels }, { operatorName }] = await Promise.all([
        import('../../shared/pipeline/models/decide-on-model.ts'),
        import('../../local-cloud/operator-name.ts'),
      ]);
      const waiting = await listWaitingModels(bucket, settings);
      if (waiting.length === 0) throw new CommandError('no model waits for approval', { todo: NOTHING_WAITS });
      const model = chooseModel(waiting, args.model, undefined);
      const { arn, modelName } = model;
      const decided = { by: operatorName(), reason: values.reason ?? '', now: new Date().toISOString() };
      const why = await decideOnWaiting(bucket, settings, model, { approval: done, ...decided });
      const result = { modelName, modelPackageArn: arn, approval: done, by: why };
      tell(result, [`${modelName} is ${done.toLowerCase()} by ${why}; ${after}`], values.json, context);
    },
  });

const approve = decision(
  'approve',
  'Approved',
  'lets a model that waits for approval go live',
  'it is scored once more on what serves now, and goes live within minutes: labelloop status',
);
const reject = decision(
  'reject',
  'Rejected',
  'keeps a model that waits for approval from going live',
  'what serves stays, and the next training may begin',
);

export default {
  summary: 'what each model scores, what it gets wrong, taking it home, approving it, which one serves',
  subcommands: { list, why, get, approve, reject, rollback, deploy },
  alone: 'list',
} satisfies CommandGroup;

async function readModels({ project: named, ...place }: Place & { project: string | undefined }) {
  const cloud = await openCloud(place);
  const [{ chooseProject }, { readModelReports }, { findChampion }] = await Promise.all([
    import('../require-project.ts'),
    import('../../shared/read-models/model-reports.ts'),
    import('../../shared/documents/champion.ts'),
  ]);
  const { bucket } = cloud;
  const settings = await chooseProject(bucket, named);
  const { project, labels } = settings;
  const own = projectBucket(bucket, project);
  const models = await readModelReports(own);
  const found = await findChampion(own);
  return { bucket, project, labels, settings, models, champion: found?.modelName, earlier: found?.earlier ?? [] };
}

function tell(result: object, lines: readonly string[], json: boolean, context: CommandContext): void {
  if (json) context.print(JSON.stringify(result));
  else for (const line of lines) context.print(line);
}

/** @throws CommandError when there is none, or the words fit several */
function chooseModel<Named extends { modelName: string }>(
  models: readonly Named[],
  wanted: string | undefined,
  champion: string | undefined,
): Named {
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
    exitCode: exitCodes.usage,
  });
}
