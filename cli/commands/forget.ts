import type { Project } from '../../shared/contracts/project.ts';
import { isOfTexts } from '../../shared/contracts/text-tasks.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import type { ForgottenImages } from '../../shared/pipeline/forgetting/forget-images.ts';
import { CommandError, type CommandGroup, defineCommand, usageError } from '../command.ts';
import { openCloud, placeOptions } from '../open-cloud.ts';
import { projectOption } from '../options.ts';

const NOTE = { value: 'TEXT', help: 'why; kept in the tombstone and the audit', default: 'on request' } as const;

const image = defineCommand({
  summary: 'bytes, file names, proposals and exports of images go; a dataset version without them is made',
  arguments: { image: { help: 'its SHA-256, the beginning of it, or the name it was dropped under', optional: true } },
  options: {
    where: { value: 'FILTER', help: 'all that fit, labeled or not; see below; several must all hold', multiple: true },
    project: projectOption('which forgets it'),
    note: NOTE,
    yes: { help: 'do not only say what would go' },
    'allow-again': { help: 'lets a forgotten image (its whole SHA-256) be dropped again' },
    ...placeOptions,
  },
  examples: [
    'labelloop forget image photos/ana.jpg --project birds --yes --note "ana asked for it"',
    "labelloop forget image --where 'name=ana/**' --project birds",
  ],
  notes: [
    'FILTER is that of `labelloop relabel`. Conditions on labels (class, confidence, worker, …) fit images with a label only; name, batch and split fit all.',
    'There is no undo. Broken off anywhere, the same command finishes. The same bytes dropped again are refused.',
    'Models that learned from it are named: what a model knows cannot be taken out of it. docs/data.md says what each place keeps.',
  ],
  async run({ values, args: { image: wanted }, context }) {
    if ((wanted === undefined) === (values.where.length === 0))
      throw usageError('forget image needs one image, or --where', "e.g. labelloop forget image --where 'name=ana/**'");
    const { bucket } = await openCloud(values);
    const [{ chooseProject }, { forgetImages, allowAgain }, { operatorName }] = await Promise.all([
      import('../require-project.ts'),
      import('../../shared/pipeline/forgetting/forget-images.ts'),
      import('../../local-cloud/operator-name.ts'),
    ]);
    const settings = await chooseProject(bucket, values.project);
    const { project } = settings;
    const own = projectBucket(bucket, project);
    const request = { by: operatorName(), note: values.note, now: new Date().toISOString() };
    if (values['allow-again']) {
      if (!wanted || !/^[0-9a-f]{64}$/.test(wanted))
        throw usageError('--allow-again wants the whole SHA-256', 'see `labelloop audit`');
      if (!(await allowAgain(own, wanted, request)))
        throw new CommandError(`${wanted} was not forgotten`, { where: project });
      context.print(
        values.json ? JSON.stringify({ project, sha256: wanted, allowed: true }) : `${wanted} may be dropped again`,
      );
      return;
    }
    const { images, unfinished } = await meantOnes(bucket, settings, wanted, values.where);
    if (!values.yes) {
      if (values.json) context.print(JSON.stringify({ project, images, unfinished }));
      const many = images.length === 1 ? `the image ${images[0]}` : `${images.length} images`;
      throw usageError(`this would make ${project} forget ${many} for good`, 'the same command with --yes');
    }
    const forgotten = await forgetImages(own, [...new Set([...unfinished, ...images])], request);
    if (values.json) context.print(JSON.stringify({ project, ...forgotten }));
    else for (const line of [...inWords(project, forgotten), ...inWordsOfTexts(settings)]) context.print(line);
  },
});

/** @throws CommandError when none fits */
async function meantOnes(
  bucket: string,
  settings: Project,
  wanted: string | undefined,
  where: readonly string[],
): Promise<{ images: string[]; unfinished: string[] }> {
  const { project } = settings;
  if (wanted !== undefined) {
    const { findImage } = await import('../story/find-image.ts');
    const sha256 = await findImage(bucket, project, wanted);
    if (sha256 !== undefined) return { images: [sha256], unfinished: [] };
    throw new CommandError(`${project} has no image ${wanted}`, {
      todo: 'name it as it was dropped, or by its SHA-256',
    });
  }
  const [{ parseFilters }, { imageLookups }, { imagesToForget }] = await Promise.all([
    import('../relabel/filters.ts'),
    import('../relabel/image-lookups.ts'),
    import('../forget/images-to-forget.ts'),
  ]);
  const filters = parseFilters(where, settings.labels);
  const look = imageLookups(bucket, project, settings.labels);
  const { fitting, unfinished } = await imagesToForget(bucket, settings, filters, look);
  if (fitting.length + unfinished.length === 0) throw new CommandError(`no image of ${project} fits`);
  return { images: fitting, unfinished };
}

function inWords(project: string, { images, deleted, datasetVersion, models }: ForgottenImages): string[] {
  const [only, ...others] = images;
  const lines = [`${others.length > 0 ? `${images.length} images` : only}: forgotten; ${deleted} objects deleted`];
  if (datasetVersion !== null)
    lines.push(`dataset version ${datasetVersion} is without; exports of earlier ones are deleted`);
  for (const { modelName, side, isChampion } of models)
    lines.push(
      `${modelName} ${side === 'train' ? 'learned from it' : 'was measured on it'}${isChampion ? ' and serves now' : ''}`,
    );
  if (models.some(({ side }) => side === 'train'))
    lines.push(
      `a model cannot unlearn: train on the new version (labelloop config ${project} training.minNewLabels=1, then new labels), or labelloop models rollback`,
    );
  return lines;
}

const inWordsOfTexts = ({ taskType }: Project) =>
  isOfTexts(taskType)
    ? ['its words stay in earlier versions and in the files of its batches: docs/data.md says which to delete']
    : [];

const worker = defineCommand({
  summary: 'name, password, sessions and teams of a person go; their answers stay under a pseudonym that leads nowhere',
  arguments: { name: { help: 'of the person, as they sign in' } },
  options: { note: NOTE, yes: { help: 'do it' }, ...placeOptions },
  examples: ['labelloop forget worker ana --yes'],
  notes: ['There is no undo. The name cannot be invited again; the person can, by another one.'],
  async run({ values, args: { name }, context }) {
    const { bucket } = await openCloud(values);
    const [{ ownLabelingPeople }, { recordOwnAct }] = await Promise.all([
      import('../../shared/aws/labeling-people.ts'),
      import('../record-own-act.ts'),
    ]);
    const people = ownLabelingPeople();
    const found = (await people.list()).find(({ WorkerName, WorkerId }) =>
      [WorkerName.toLowerCase(), WorkerId].includes(name.toLowerCase()),
    );
    if (!found) throw new CommandError(`nobody is called ${name}`, { todo: 'labelloop workers shows who labels' });
    if (!values.yes)
      throw usageError(`this would forget ${found.WorkerName} for good`, `labelloop forget worker ${name} --yes`);
    // On record first, by the pseudonym: a call that breaks off is seen, and may be made again.
    await recordOwnAct(bucket, 'forgot', found.WorkerId, { note: values.note });
    await people.forget(found.WorkerId);
    context.print(
      values.json ? JSON.stringify({ workerId: found.WorkerId }) : `${found.WorkerId}: nobody's name any more`,
    );
  },
});

export default {
  summary: 'data of somebody who wants it gone: an image, or a worker',
  subcommands: { image, worker },
} satisfies CommandGroup;
