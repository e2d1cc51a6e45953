import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { CommandError, type CommandGroup, defineCommand, usageError } from '../command.ts';
import { openCloud, placeOptions } from '../open-cloud.ts';
import { projectOption } from '../options.ts';

const NOTE = { value: 'TEXT', help: 'why; kept in the tombstone and the audit', default: 'on request' } as const;

const image = defineCommand({
  summary: 'bytes, file names, proposals and exports of an image go; a dataset version without it is made',
  arguments: { image: { help: 'its SHA-256, the beginning of it, or the name it was dropped under' } },
  options: {
    project: projectOption('which forgets it'),
    note: NOTE,
    yes: { help: 'do not only say what would go' },
    'allow-again': { help: 'lets a forgotten image (its whole SHA-256) be dropped again' },
    ...placeOptions,
  },
  examples: ['labelloop forget image photos/ana.jpg --project birds --yes --note "ana asked for it"'],
  notes: [
    'There is no undo. Broken off anywhere, the same command finishes. The same bytes dropped again are refused.',
    'Models that learned from it are named: what a model knows cannot be taken out of it. docs/data.md says what each place keeps.',
  ],
  async run({ values, args: { image: wanted }, context }) {
    const { bucket } = await openCloud(values);
    const [{ chooseProject }, { forgetImage, allowAgain }, { findImage }, { operatorName }] = await Promise.all([
      import('../require-project.ts'),
      import('../../shared/pipeline/forgetting/forget-image.ts'),
      import('../story/find-image.ts'),
      import('../../local-cloud/operator-name.ts'),
    ]);
    const project = (await chooseProject(bucket, values.project)).project;
    const request = { by: operatorName(), note: values.note, now: new Date().toISOString() };
    if (values['allow-again']) {
      if (!/^[0-9a-f]{64}$/.test(wanted))
        throw usageError('--allow-again wants the whole SHA-256', 'see `labelloop audit`');
      if (!(await allowAgain(projectBucket(bucket, project), wanted, request)))
        throw new CommandError(`${wanted} was not forgotten`, { where: project });
      context.print(
        values.json ? JSON.stringify({ project, sha256: wanted, allowed: true }) : `${wanted} may be dropped again`,
      );
      return;
    }
    const sha256 = await findImage(bucket, project, wanted);
    if (sha256 === undefined)
      throw new CommandError(`${project} has no image ${wanted}`, {
        todo: 'name it as it was dropped, or by its SHA-256',
      });
    if (!values.yes)
      throw usageError(
        `this would make ${project} forget the image ${sha256} for good`,
        `labelloop forget image ${sha256} --project ${project} --yes`,
      );
    const forgotten = await forgetImage(projectBucket(bucket, project), sha256, request);
    if (!forgotten) throw new CommandError(`${project} has no image ${sha256}`);
    if (values.json) {
      context.print(JSON.stringify({ project, ...forgotten }));
      return;
    }
    const { deleted, datasetVersion, models } = forgotten;
    context.print(`${sha256}: forgotten; ${deleted} objects deleted`);
    if (datasetVersion !== null)
      context.print(`dataset version ${datasetVersion} is without it; exports of earlier ones are deleted`);
    for (const { modelName, side, isChampion } of models)
      context.print(
        `${modelName} ${side === 'train' ? 'learned from it' : 'was measured on it'}${isChampion ? ' and serves now' : ''}`,
      );
    if (models.some(({ side }) => side === 'train'))
      context.print(
        `a model cannot unlearn: train on the new version (labelloop config ${project} training.minNewLabels=1, then new labels), or labelloop models rollback`,
      );
  },
});

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
