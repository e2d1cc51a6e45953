import { readFile } from 'node:fs/promises';
import type { Project } from '../../shared/contracts/project.ts';
import { useCloud } from '../aws-variables.ts';
import { CommandError, defineCommand, exitCodes } from '../command.ts';
import type { LocalFile } from '../intake/collect-files.ts';
import { requireRunningCloud } from '../require-running-cloud.ts';

const PROGRESS_MS = 1000;

export default defineCommand({
  usage: '<files or folders> [--project NAME] [--labels FILE]',
  help: [
    ['<files or folders>', 'images; folders with everything below them'],
    ['--project NAME', 'where they go (needed only when there is more than one project)'],
    ['--labels FILE', 'labels that people have drawn already: a file or folder of any format of `labelloop dataset`;'],
    ['', 'its images become a dataset version at once, images without a line in it go to labeling'],
    ['--from FORMAT', 'the format of FILE, where it does not show it'],
    ['--attribute NAME', 'the label attribute to read, where a manifest has several (default: the newest)'],
    ['--label-categories F', 'the class names, where FILE has numbers only'],
    ['--rename A=a,B=b', 'what the project calls the classes of FILE'],
    ['--checked-for a,b', 'the classes that were looked for on each image (default: those that FILE lists); or all'],
    ['--empty-means-none', 'images without a line in FILE show none of the objects'],
    ['--drawn-on HOW', 'boxes of photographs that EXIF turns were drawn on: upright, stored'],
  ],
  options: {
    project: { type: 'string' },
    labels: { type: 'string' },
    from: { type: 'string' },
    attribute: { type: 'string' },
    'label-categories': { type: 'string' },
    rename: { type: 'string' },
    'checked-for': { type: 'string' },
    'empty-means-none': { type: 'boolean', default: false },
    'drawn-on': { type: 'string' },
  },
  async run({ values, positionals, context }) {
    if (positionals.length === 0)
      throw new CommandError('drop needs files or folders', {
        todo: 'e.g. labelloop drop ~/photos',
        exitCode: exitCodes.usage,
      });
    const { labels, 'drawn-on': drawnOn } = values;
    if (labels !== undefined && positionals.length > 1)
      throw new CommandError('--labels goes with one folder of images', { exitCode: exitCodes.usage });
    if (drawnOn !== undefined && drawnOn !== 'upright' && drawnOn !== 'stored')
      throw new CommandError(`--drawn-on ${drawnOn} is neither upright nor stored`, { exitCode: exitCodes.usage });
    const { collectFiles } = await import('../intake/collect-files.ts');
    const files = await collectFiles(positionals);
    if (files.length === 0) throw new CommandError('there are no files', { where: positionals.join(', ') });
    const cloud = await requireRunningCloud(values.data);
    useCloud(cloud);
    const [{ chooseProject }, { readWaiting }, { nextStep }] = await Promise.all([
      import('../require-project.ts'),
      import('../../shared/read-models/waiting-images.ts'),
      import('../../shared/domain/batches/next-step.ts'),
    ]);
    const { bucket } = cloud;
    const project = await chooseProject(bucket, values.project);
    let told = 0;
    const tell = (line: string) => {
      if (Date.now() - told < PROGRESS_MS) return;
      told = Date.now();
      context.note(line);
    };
    const { said, lines, exitCode } =
      labels === undefined
        ? await dropImages({ bucket, project, files, tell })
        : await dropLabeled({
            ...values,
            ...{ bucket, project, files, tell, context, labels, drawnOn },
            folder: positionals[0]!,
            emptyMeansNone: values['empty-means-none'],
          });
    const { waiting, ready } = await readWaiting(bucket, project.project);
    const next = nextStep(project, waiting, ready, Date.now());
    if (values.json)
      context.print(JSON.stringify({ project: project.project, ...said, waiting: waiting.images, next }));
    else for (const line of [...lines, `next: ${next}`]) context.print(line);
    return exitCode;
  },
});

interface ImageDrop {
  bucket: string;
  project: Project;
  files: readonly LocalFile[];
  tell(line: string): void;
}

async function dropImages({ bucket, project: { project }, files, tell }: ImageDrop) {
  const [{ dropFiles }, { explainDrop, summariseDrop }, { releaseDropped }] = await Promise.all([
    import('../intake/drop-files.ts'),
    import('../intake/drop-summary.ts'),
    import('../intake/release-dropped.ts'),
  ]);
  const outcomes = await dropFiles(
    { bucket, project },
    files.map(({ name, path }) => ({ name, read: () => readFile(path) })),
    {
      uploaded: (done, total) => tell(`uploaded ${done} of ${total}`),
      settled: (done, total) => tell(`checked ${done} of ${total}`),
    },
  );
  const released = await releaseDropped(bucket, project, outcomes);
  const lines = [`${project}: ${summariseDrop(outcomes)}`, ...explainDrop(outcomes).map((line) => `  ${line}`)];
  if (released > 0) lines.push(`  ${released} that an unfinished drop with labels kept wait for labeling now`);
  return { said: { outcomes }, lines, exitCode: 0 };
}

async function dropLabeled(options: Parameters<typeof import('../import/drop-with-labels.ts').dropWithLabels>[0]) {
  const [{ dropWithLabels }, { describeImport, hasLosses }] = await Promise.all([
    import('../import/drop-with-labels.ts'),
    import('../import/import-summary.ts'),
  ]);
  const { batch, version, ...outcome } = await dropWithLabels(options);
  return {
    said: { ...outcome, batchId: batch?.batchId ?? null, dataset: version ?? null },
    lines: describeImport(options.project.project, { batch, version, ...outcome }),
    exitCode: hasLosses(outcome) ? exitCodes.withProblems : 0,
  };
}
