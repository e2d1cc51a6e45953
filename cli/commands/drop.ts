import type { Project } from '../../shared/contracts/project.ts';
import { isOfTexts } from '../../shared/contracts/text-tasks.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { CommandError, defineCommand, exitCodes, usageError } from '../command.ts';
import type { DrawnOn } from '../import/upright-file.ts';
import type { LocalFile } from '../intake/collect-files.ts';
import { openCloud, placeOptions } from '../open-cloud.ts';
import { projectOption } from '../options.ts';
import { ProgressLine } from '../progress-line.ts';

export default defineCommand({
  summary: 'put images or texts into a project: checked, deduplicated, labeled, trained on',
  arguments: {
    files: {
      help: 'images, videos, texts, tables of texts; folders with everything below them; links are followed to files',
      many: true,
    },
  },
  options: {
    project: projectOption('where they go'),
    labels: {
      value: 'FILE',
      help: 'labels that people have already: a file or folder of any format of `labelloop dataset` that holds the labels of the task; its images become a dataset version at once, images without a line in it go to labeling',
    },
    from: { value: 'FORMAT', help: 'the format of the labels, where they do not show it' },
    attribute: {
      value: 'NAME',
      help: 'the label attribute to read, where a manifest has several (default: the newest)',
    },
    'label-categories': { value: 'FILE', help: 'the class names, where the labels have numbers only' },
    rename: { value: 'A=a,B=b', help: 'what the project calls the classes of the labels' },
    'checked-for': {
      value: 'a,b',
      help: 'the classes that were looked for on each image (default: those that the labels list); or all',
    },
    'empty-means-none': { help: 'images without a line in the labels show nothing of what the task asks for' },
    'drawn-on': {
      value: 'HOW',
      help: 'on which picture boxes of photographs that EXIF turns were drawn',
      choices: ['upright', 'stored'],
    },
    fps: {
      value: 'N',
      help: 'how many frames of each second of a video are kept (default 5); videos are decoded by ffmpeg, where it is installed',
      range: [0.01, 120],
    },
    wait: { help: 'with --labels: stays until the training on them has ended, and says how; Ctrl-C stops the waiting' },
    column: {
      value: 'NAME',
      help: 'of a table of texts (CSV, TSV, JSON Lines) the column that holds them, where its name or length does not show it',
    },
    per: {
      value: 'WHAT',
      help: 'what one text is: a file (default), a paragraph or a line of it; of tables always a row',
      choices: ['file', 'paragraph', 'line'],
    },
    encoding: {
      value: 'NAME',
      help: 'how the texts are encoded, where that is not UTF-8, e.g. windows-1252, utf-16le',
    },
    ...placeOptions,
  },
  examples: [
    'labelloop drop ~/photos',
    'labelloop drop ~/photos --project birds',
    'labelloop drop walk.mp4 --fps 2',
    'labelloop drop ~/photos --labels instances.json --rename Robin=robin --wait',
    'labelloop drop reviews.csv --column body',
    'labelloop drop notes.txt --per paragraph',
  ],
  stopped: 'files that were uploaded stay, and the same command again goes on where it was',
  async run({ values, args: { files: named }, context }) {
    if (values.labels !== undefined && named.length > 1)
      throw usageError('--labels goes with one folder of images', 'labelloop drop FOLDER --labels FILE');
    if (values.wait && values.labels === undefined)
      throw usageError(
        '--wait goes with --labels: people take their time',
        'labelloop status --watch shows how far they are',
      );
    const { collectFiles } = await import('../intake/collect-files.ts');
    const collected = await collectFiles(named);
    const cloud = await openCloud(values);
    const { bucket } = cloud;
    const { chooseProject } = await import('../require-project.ts');
    const project = await chooseProject(bucket, values.project);
    const progress = new ProgressLine(context);
    const tell = (line: string) => progress.tell(line);
    const isText = isOfTexts(project.taskType);
    refuseForeign(project, values, isText);
    const prepared = isText
      ? await prepareTexts(collected.files, values)
      : await prepareImages(collected.files, values.fps ?? 5, context.signal, tell);
    try {
      const { files, beside } = prepared;
      const passedOver = [...collected.passedOver, ...prepared.passedOver];
      for (const { name, why } of passedOver) context.note(`passed over: ${name}: ${why}`);
      for (const note of prepared.notes) context.note(note);
      if (files.length === 0) throw new CommandError('there are no files', { where: named.join(', ') });
      const { labels, 'drawn-on': drawnOn } = values;
      const drop = { bucket, project, files, tell };
      const { said, lines, exitCode, batch } =
        labels !== undefined
          ? await dropLabeled({
              ...values,
              ...{ ...drop, context, labels, drawnOn: drawnOn as DrawnOn | undefined },
              folder: named[0]!,
              emptyMeansNone: values['empty-means-none'],
            })
          : isText
            ? await dropTexts(drop)
            : await dropImages(drop);
      progress.clear();
      const { waiting, next } = await whatComesNext(bucket, project, batch !== undefined && !values.wait && !isText);
      if (!values.json) for (const line of values.wait ? lines : [...lines, `next: ${next}`]) context.print(line);
      const live = values.wait
        ? await (await import('../status/wait-until-live.ts')).waitUntilLive(bucket, project.project, batch, {
            ...{ tell, signal: context.signal },
          })
        : undefined;
      progress.clear();
      if (values.json) {
        const { lines: _, ...end } = live ?? { lines: [] };
        context.print(
          JSON.stringify({ project: project.project, ...said, ...end, ...beside, passedOver, waiting, next }),
        );
      } else for (const line of live?.lines ?? []) context.print(line);
      return exitCode;
    } finally {
      await prepared.clean();
    }
  },
});

/** Options that say something of the other kind of projects. */
const OF_IMAGES = ['drawn-on', 'fps'] as const;
const OF_TEXTS = ['column', 'per', 'encoding'] as const;

/** @throws CommandError for an option that this project has no use for */
function refuseForeign({ project }: Project, values: Record<string, unknown>, isText: boolean): void {
  const foreign = (isText ? OF_IMAGES : OF_TEXTS).find((name) => values[name] !== undefined);
  if (foreign)
    throw usageError(
      `--${foreign} says something of ${isText ? 'images' : 'texts'}, and ${project} labels the others`,
      'leave it out',
    );
}

/** What is dropped of the files that were named. */
interface Prepared {
  files: LocalFile[];
  passedOver: Array<{ name: string; why: string }>;
  notes: string[];
  /** For `--json`. */
  beside: Record<string, unknown>;
  clean(): Promise<void>;
}

async function prepareImages(
  files: readonly LocalFile[],
  framesPerSecond: number,
  signal: AbortSignal,
  tell: (line: string) => void,
): Promise<Prepared> {
  const { decodeVideos } = await import('../intake/decode-videos.ts');
  const decoded = await decodeVideos(files, { framesPerSecond, signal, tell });
  const { videos } = decoded;
  return { ...decoded, notes: videos.map(({ name, frames }) => `${name}: ${frames} frames`), beside: { videos } };
}

async function prepareTexts(
  files: readonly LocalFile[],
  { column, per, encoding, labels }: Partial<Record<'column' | 'per' | 'encoding' | 'labels', string | undefined>>,
): Promise<Prepared> {
  const { splitTexts, PER } = await import('../intake/split-texts.ts');
  const kind = PER.find((one) => one === per) ?? 'file';
  const { split, ...found } = await splitTexts(files, {
    ...{ column, per: kind, encoding },
    hasLabels: labels !== undefined,
  });
  const notes = split.map(({ name, texts, how }) => `${name}: ${texts} texts, ${how}`);
  return { ...found, notes, beside: { tables: split }, clean: async () => {} };
}

/** @param isTraining labels were brought that nobody has learned from */
async function whatComesNext(bucket: string, project: Project, isTraining: boolean) {
  const [{ readWaiting }, { nextStep }, { findCounter }] = await Promise.all([
    import('../../shared/read-models/waiting-images.ts'),
    import('../../shared/domain/batches/next-step.ts'),
    import('../../shared/documents/batch-counter.ts'),
  ]);
  const own = projectBucket(bucket, project.project);
  const { waiting, ready } = await readWaiting(own);
  const claimed = (await findCounter(own))?.claimed ?? 0;
  const next = nextStep(project, waiting, ready, claimed, Date.now());
  const follow = `\`labelloop status ${project.project} --watch\` shows the training`;
  return { waiting: waiting.images, next: isTraining && waiting.images === 0 ? follow : next };
}

interface Drop {
  bucket: string;
  project: Project;
  files: readonly LocalFile[];
  tell(line: string): void;
}

/** Uploads, waits for what becomes of each file, and puts those in line that a drop with labels kept. */
async function dropPlain({ bucket, project: { project }, files, tell }: Drop) {
  const [{ dropFiles }, { explainDrop, summariseDrop }, { releaseDropped }, { readLocalFile }] = await Promise.all([
    import('../intake/drop-files.ts'),
    import('../intake/drop-summary.ts'),
    import('../intake/release-dropped.ts'),
    import('../intake/collect-files.ts'),
  ]);
  const outcomes = await dropFiles(
    { bucket, project },
    files.map((file) => ({ name: file.name, read: () => readLocalFile(file) })),
    {
      uploaded: (done, total) => tell(`uploaded ${done} of ${total}`),
      settled: (done, total) => tell(`checked ${done} of ${total}`),
    },
  );
  const released = await releaseDropped(bucket, project, outcomes);
  const lines = [`${project}: ${summariseDrop(outcomes)}`, ...explainDrop(outcomes).map((line) => `  ${line}`)];
  if (released > 0) lines.push(`  ${released} that an unfinished drop with labels kept wait for labeling now`);
  const seen = new Map(outcomes.flatMap(({ name, sha256 }) => (sha256 ? [[sha256, name] as const] : [])));
  const nameOf = (id: string) => seen.get(id) ?? `${id.slice(0, 12)}…`;
  return { outcomes, lines, seen, nameOf };
}

async function dropTexts(drop: Drop) {
  const [{ describeCopies }, { lookAtTexts }] = await Promise.all([
    import('../intake/drop-summary.ts'),
    import('../intake/look-at-texts.ts'),
  ]);
  const { bucket, project } = drop;
  const { outcomes, lines, seen, nameOf } = await dropPlain(drop);
  const copies = await lookAtTexts(bucket, project.project, [...seen.keys()]);
  lines.push(...describeCopies(copies, nameOf, 'text').map((line) => `  ${line}`));
  return { said: { outcomes, nearCopies: copies }, lines, exitCode: 0, batch: undefined };
}

async function dropImages(drop: Drop) {
  const [{ describeCopies }, { lookAtImages }] = await Promise.all([
    import('../intake/drop-summary.ts'),
    import('../intake/look-at-images.ts'),
  ]);
  const { bucket, files, tell } = drop;
  const { project, taskType, labels } = drop.project;
  const { outcomes, lines, seen, nameOf } = await dropPlain(drop);
  const paths = new Map(files.map(({ name, path }) => [name, path]));
  const withProposals = !taskType.startsWith('image-classification');
  const looked = await lookAtImages({
    bucket,
    project,
    files: new Map([...seen].map(([sha256, name]) => [sha256, paths.get(name)!])),
    withProposals,
    labels: taskType === 'bounding-box' ? labels : [],
    environment: process.env,
    progress: (done, total) => tell(`looked at ${done} of ${total}; people need not wait`),
  });
  if (looked.proposed > 0)
    lines.push(
      `  ${looked.proposed} with proposals: in the portal one click inside an object ${taskType === 'bounding-box' ? 'draws its box' : 'cuts it out'}`,
    );
  if (looked.suggested > 0)
    lines.push(`  ${looked.suggested} with suggested boxes: the pretrained features know some of the labels`);
  if (looked.problem)
    lines.push(
      `  the others were not looked at (${looked.problem}): near-copies among them are unknown${withProposals ? ', objects are drawn by hand' : ''}`,
    );
  lines.push(...describeCopies(looked.copies, nameOf, 'image').map((line) => `  ${line}`));
  return { said: { outcomes, nearCopies: looked.copies }, lines, exitCode: 0, batch: undefined };
}

async function dropLabeled(options: Parameters<typeof import('../import/drop-with-labels.ts').dropWithLabels>[0]) {
  const { describeImport, hasLosses } = await import('../import/import-summary.ts');
  const bring = isOfTexts(options.project.taskType)
    ? (await import('../import/drop-labeled-texts.ts')).dropLabeledTexts
    : (await import('../import/drop-with-labels.ts')).dropWithLabels;
  const { batch, version, ...outcome } = await bring(options);
  return {
    said: { ...outcome, batchId: batch?.batchId ?? null, dataset: version ?? null },
    lines: describeImport(
      options.project.project,
      { batch, version, ...outcome },
      isOfTexts(options.project.taskType) ? 'text' : 'image',
    ),
    exitCode: hasLosses(outcome) ? exitCodes.withProblems : 0,
    batch,
  };
}
