import { join, parse as parsePath } from 'node:path';
import { PRICES, PRICES_AS_OF } from '../../shared/domain/money/prices.ts';
import { rekognitionUsd, usdOfRun } from '../../shared/domain/money/rekognition-use.ts';
import {
  type CommandContext,
  CommandError,
  type CommandGroup,
  defineCommand,
  exitCodes,
  usageError,
} from '../command.ts';
import { usd } from '../money/describe-estimate.ts';
import { placeOptions } from '../open-cloud.ts';
import { projectOption } from '../options.ts';
import {
  dated,
  describeDataset,
  describeFound,
  describeRun,
  describeStanding,
  describeTraining,
  hourly,
  place,
} from '../rekognition/describe-rekognition.ts';
import { minutesOf, sayMinutes } from '../rekognition/running-time.ts';
import { writeWhole } from '../write-whole.ts';

const MOST_UNITS = 5;
const project = projectOption('whose labels and models');
const version = { value: 'VERSION', help: 'of the model (default: the newest that is trained)' } as const;

async function withProgress<Value>(
  context: CommandContext,
  work: (tell: (text: string) => undefined) => Promise<Value>,
) {
  const { ProgressLine } = await import('../progress-line.ts');
  const line = new ProgressLine(context);
  try {
    return await work((text) => void line.tell(text));
  } finally {
    line.clear();
  }
}

const train = defineCommand({
  summary: "trains a model of Rekognition Custom Labels on a project's newest labels, and waits for it",
  options: {
    project,
    anyway: { help: 'although lines are wrong: Rekognition leaves them out, or refuses all where a fifth is' },
    'dry-run': { help: 'writes and checks the manifests, and trains nothing' },
    ...placeOptions,
  },
  examples: ['labelloop rekognition train --stage dev', 'labelloop rekognition train --project birds --dry-run'],
  notes: [
    `Rekognition bills ${usd(PRICES.rekognitionTrainingHour.usd)} for each hour of training (${dated}), and trains for half an hour to a day. ` +
      'What it would refuse of the images and labels is looked for first, by line. A model that is trained costs nothing before it is started.',
  ],
  stopped: 'the training goes on; the same command again waits for it, and begins no other',
  async run({ values, context }) {
    const [{ openModel }, { exportLabels }, { projectBucket }, { ProblemList }, { trainVersion }] = await Promise.all([
      import('../rekognition/custom-labels-model.ts'),
      import('../rekognition/export-labels.ts'),
      import('../../shared/documents/project-bucket.ts'),
      import('../dataset/problem-list.ts'),
      import('../rekognition/train-version.ts'),
    ]);
    const model = await openModel(values);
    const labels = await exportLabels(projectBucket(model.cloud.bucket, model.settings.project));
    const problems = new ProblemList();
    for (const problem of labels.problems) problems.add(problem);
    const dataset = { version: labels.datasetVersion, train: labels.train, test: labels.test ?? null, problems };
    const isRefused = problems.isSerious && !values.anyway;
    if (isRefused || values['dry-run']) {
      const trained = null;
      if (values.json) context.print(JSON.stringify({ project: model.settings.project, dataset, trained }));
      else {
        context.print(describeDataset(dataset));
        for (const line of problems.lines()) context.print(line);
        if (isRefused) context.print('nothing was trained; put it right, or --anyway trains without those images');
        else context.print('nothing is wrong with it; nothing was trained');
      }
      return isRefused ? exitCodes.withProblems : 0;
    }
    context.note(`${model.name}: ${describeDataset(dataset)}`);
    for (const line of problems.lines()) context.note(line);
    context.note(
      model.standIn ?? `billed: ${usd(PRICES.rekognitionTrainingHour.usd)} for each hour of training (${dated})`,
    );
    const trained = await withProgress(context, (tell) => trainVersion(model, labels, tell, context.signal));
    const { recordOwnAct } = await import('../record-own-act.ts');
    await recordOwnAct(model.cloud.bucket, 'created', trained.name, {
      project: model.settings.project,
      note: 'a model of Rekognition Custom Labels',
    });
    const { standIn = null } = model;
    if (values.json) {
      context.print(JSON.stringify({ project: model.settings.project, dataset, trained, standIn }));
      return 0;
    }
    const { f1, billableSeconds } = trained;
    context.print(
      `${trained.name} is trained${f1 === undefined ? '' : `: F1 ${f1.toFixed(3)} on the test images`}${billableSeconds === undefined ? '' : `; ${describeTraining(billableSeconds, model.standIn !== undefined)}`}`,
    );
    context.print(`it does not run and costs nothing; next: labelloop rekognition start --for 1h${place(values)}`);
    return 0;
  },
});

const start = defineCommand({
  summary: 'runs a trained model for a time that must be said; AWS bills every hour of it',
  options: {
    for: { value: 'TIME', help: 'how long at most: 30m, 1h, 2d; it is stopped then by itself', required: true },
    units: {
      value: 'N',
      help: 'inference units: how much it can be asked',
      range: [1, MOST_UNITS],
      whole: true,
      default: '1',
    },
    version,
    project,
    ...placeOptions,
  },
  examples: ['labelloop rekognition start --for 1h --stage dev', 'labelloop rekognition start --for 30m'],
  notes: [
    `A running model costs ${usd(hourly)} an hour and inference unit (${dated}), whether it is asked or not. The end is written down before ` +
      'it is started; the function stop-rekognition-models looks every five minutes and stops what is over, whatever became of this command ' +
      'or machine. `start` again on a model that runs sets a new end; `stop` ends it at once.',
  ],
  stopped: 'the model starts all the same, and is stopped at its end; labelloop rekognition stop ends it now',
  async run({ values, context }) {
    const minutes = minutesOf(values.for);
    const [{ openModel, requireTrained }, { runVersion }] = await Promise.all([
      import('../rekognition/custom-labels-model.ts'),
      import('../rekognition/run-version.ts'),
    ]);
    const model = await openModel(values);
    const chosen = requireTrained(model, values.version);
    const { units } = values;
    const most = rekognitionUsd(minutes / 60, units);
    const bill = `at most ${usd(most)}: ${sayMinutes(minutes)}, ${units} unit${units === 1 ? '' : 's'}, ${usd(hourly)} an hour (${dated})`;
    context.note(model.standIn ?? bill);
    const { run, isNew } = await withProgress(context, (tell) =>
      runVersion(model, chosen, units, minutes, tell, context.signal),
    );
    const { recordOwnAct } = await import('../record-own-act.ts');
    const note = `Rekognition Custom Labels, until ${run.until}`;
    await recordOwnAct(model.cloud.bucket, 'deployed', chosen.name, { project: model.settings.project, note });
    const result = { ...run, version: chosen.name, mostUsd: most };
    if (values.json) context.print(JSON.stringify({ ...result, standIn: model.standIn ?? null }));
    else {
      context.print(
        `${chosen.name} ${isNew ? 'runs' : 'runs already, and'} until ${run.until}; then it is stopped by itself`,
      );
      context.print(
        `next: labelloop rekognition detect photo.jpg${place(values)}; labelloop rekognition stop${place(values)}`,
      );
    }
  },
});

const stop = defineCommand({
  summary: "stops whatever runs of a project's models, and says what that cost",
  options: { project, ...placeOptions },
  examples: ['labelloop rekognition stop --stage dev', 'labelloop rekognition stop --project birds'],
  stopped: 'what was told to stop stops; labelloop rekognition status says so',
  async run({ values, context }) {
    const [{ openModel }, { stopVersions }] = await Promise.all([
      import('../rekognition/custom-labels-model.ts'),
      import('../rekognition/run-version.ts'),
    ]);
    const model = await openModel(values);
    const ended = await withProgress(context, (tell) => stopVersions(model, tell, context.signal));
    if (ended.length > 0) {
      const { recordOwnAct } = await import('../record-own-act.ts');
      await recordOwnAct(model.cloud.bucket, 'stopped', model.name, { project: model.settings.project });
    }
    const now = Date.now();
    const runs = ended.map((run) => ({ ...run, usd: model.standIn ? 0 : usdOfRun(run, now) }));
    if (values.json) return context.print(JSON.stringify({ project: model.settings.project, stopped: runs }));
    if (runs.length === 0) context.print('nothing of it ran');
    for (const run of runs) context.print(`stopped ${describeRun(run, now, model.standIn !== undefined)}`);
  },
});

const status = defineCommand({
  summary: "a project's models in Rekognition: scores, what runs until when, and what it has cost",
  options: { project, ...placeOptions },
  examples: ['labelloop rekognition status --stage dev', 'labelloop rekognition --project birds --json'],
  async run({ values, context }) {
    const [{ openModel }, { listRekognitionRuns }] = await Promise.all([
      import('../rekognition/custom-labels-model.ts'),
      import('../../shared/documents/rekognition-runs.ts'),
    ]);
    const { cloud, settings, name, versions, standIn } = await openModel(values);
    const now = Date.now();
    const runs = (await listRekognitionRuns(cloud.bucket)).filter((run) => run.project === settings.project);
    const isFree = standIn !== undefined;
    const priced = runs.map((run) => ({ ...run, usd: isFree ? 0 : usdOfRun(run, now) }));
    if (values.json) {
      context.print(
        JSON.stringify({
          project: settings.project,
          name,
          versions,
          runs: priced,
          pricesAsOf: PRICES_AS_OF,
          standIn: standIn ?? null,
        }),
      );
      return;
    }
    for (const line of describeStanding(name, versions, priced, standIn, place(values))) context.print(line);
  },
});

const detect = defineCommand({
  summary: 'asks a running model what is on an image, and draws it',
  arguments: { image: { help: 'JPEG or PNG' } },
  options: {
    confidence: {
      value: 'N',
      help: 'from this confidence on (default: what Rekognition assumes for each label)',
      range: [0, 1],
    },
    out: { value: 'FILE', help: 'the picture (default IMAGE.rekognition.png beside the image)' },
    version,
    project,
    ...placeOptions,
  },
  examples: [
    'labelloop rekognition detect photo.jpg --stage dev',
    'labelloop rekognition detect photo.jpg --confidence 0.6',
  ],
  notes: ['It asks only a model that runs, and starts none: `labelloop rekognition start --for 1h`.'],
  async run({ values, args: { image: path }, context }) {
    const [{ openModel, requireTrained }, { askCustomLabels, readImageFile }, { annotateImage }] = await Promise.all([
      import('../rekognition/custom-labels-model.ts'),
      import('../rekognition/ask-custom-labels.ts'),
      import('../pictures/annotated-image.ts'),
    ]);
    const image = await readImageFile(path);
    const model = await openModel(values);
    const running = model.versions.find(({ status: standing }) => standing === 'RUNNING');
    const chosen = values.version === undefined && running ? running : requireTrained(model, values.version);
    if (chosen.status !== 'RUNNING')
      throw new CommandError(`${chosen.name} is ${chosen.status}: it cannot be asked`, {
        why: model.standIn ?? `a running model costs ${usd(hourly)} an hour and unit (${dated})`,
        todo: `labelloop rekognition start --for 1h${place(values)}`,
      });
    const { labels, drawn } = await askCustomLabels(chosen.arn, image, values.confidence, model.settings.labels);
    const { dir, name } = parsePath(path);
    const out = values.out ?? join(dir, `${name}.rekognition.png`);
    await writeWhole(out, (await annotateImage(image, [{ boxes: drawn }])).png);
    if (values.json) {
      const { standIn = null } = model;
      context.print(JSON.stringify({ version: chosen.name, labels, picture: out, standIn }));
      return;
    }
    for (const found of labels) context.print(describeFound(found));
    context.print(`${labels.length} label${labels.length === 1 ? '' : 's'}; picture ${out}`);
  },
});

const remove = defineCommand({
  summary: "deletes a project's models and datasets in Rekognition; labels and manifests stay in the bucket",
  options: { yes: { help: 'really: trained models cannot be had back' }, project, ...placeOptions },
  examples: ['labelloop rekognition delete --yes --stage dev'],
  stopped: 'the same command again takes away what is left',
  async run({ values, context }) {
    const [{ openModel }, { deleteModel }] = await Promise.all([
      import('../rekognition/custom-labels-model.ts'),
      import('../rekognition/delete-model.ts'),
    ]);
    const model = await openModel(values);
    const { name, versions } = model;
    if (!values.yes)
      throw usageError(
        `${name} has ${versions.length} model${versions.length === 1 ? '' : 's'}: deleted, they must be trained, and paid, again`,
        `labelloop rekognition delete --yes${place(values)}`,
      );
    await withProgress(context, (tell) => deleteModel(model, tell, context.signal));
    if (values.json) context.print(JSON.stringify({ deleted: name, versions: versions.map((one) => one.name) }));
    else context.print(`${name} is gone from Rekognition, with ${versions.length} models`);
  },
});

export default {
  summary: 'AWS Rekognition Custom Labels on your labels: never by itself, billed by the hour while it runs',
  subcommands: { status, train, start, detect, stop, delete: remove },
  alone: 'status',
} satisfies CommandGroup;
