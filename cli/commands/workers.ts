import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { type CommandContext, CommandError, type CommandGroup, defineCommand } from '../command.ts';
import { closestName } from '../did-you-mean.ts';
import { openCloud, type Place, placeOptions } from '../open-cloud.ts';
import { projectOption } from '../options.ts';
import { requireRunningCloud } from '../require-running-cloud.ts';
import { writeWhole } from '../write-whole.ts';

const report = defineCommand({
  summary: 'per worker: answers, seconds a task, agreement, misses, spurious shapes, offsets, gold, answers per day',
  options: {
    project: projectOption('whose workers'),
    html: { value: 'FILE', help: 'the same as a page with charts' },
    ...placeOptions,
  },
  examples: ['labelloop workers', 'labelloop workers report --project birds --html workers.html'],
  async run({ values, context }) {
    const cloud = await openCloud(values);
    await tellWorkers(cloud.bucket, values, context);
  },
});

const inviteOne = defineCommand({
  summary: 'a one-time link: the person chooses a password there and gets tasks; again = a new password',
  arguments: { name: { help: 'of the person, as they will sign in' } },
  options: {
    team: { value: 'ARN', help: "the work team (default: the one that new projects' tasks go to)" },
    ...placeOptions,
  },
  examples: ['labelloop workers invite ana'],
  async run({ values, args: { name }, context }) {
    const { invitationLink } = await import('../../shared/domain/labeling/portal-link.ts');
    const { bucket, portalUrl, invitation, workerId, team, reach } = await invite(name, values);
    await (await import('../record-own-act.ts')).recordOwnAct(bucket, 'invited', workerId);
    const link = invitationLink(portalUrl, invitation);
    if (values.json) context.print(JSON.stringify({ name, link, team }));
    else {
      context.print(link);
      context.print(`For ${name}, once: whoever opens it first chooses the password. ${reach}`);
    }
  },
});

/** What a person may do, changed by name. */
const changeOne = (status: 'Active' | 'Paused' | 'Removed', summary: string, example: string) =>
  defineCommand({
    summary,
    arguments: { name: { help: 'of the person, as they sign in' } },
    options: { reason: { value: 'TEXT', help: 'told to who is paused, and kept' }, ...placeOptions },
    examples: [example],
    async run({ values: { reason, json, ...place }, args: { name }, context }) {
      const { bucket } = await openCloud(place);
      const [{ ownLabelingPeople }, { recordOwnAct }] = await Promise.all([
        import('../../shared/aws/labeling-people.ts'),
        import('../record-own-act.ts'),
      ]);
      const people = ownLabelingPeople();
      const all = await people.list();
      const found = all.find(({ WorkerName, WorkerId }) =>
        [WorkerName.toLowerCase(), WorkerId].includes(name.toLowerCase()),
      );
      const close = closestName(
        name,
        all.map(({ WorkerName }) => WorkerName),
      );
      if (!found)
        throw new CommandError(`nobody is called ${name}`, {
          where: `${all.length} people: ${all.map(({ WorkerName }) => WorkerName).join(', ')}`,
          todo: close ? `did you mean ${close}?` : 'labelloop workers invite NAME',
        });
      const { WorkerId, WorkerName, WorkerStatus } = await people.update(found.WorkerId, status, reason);
      const act = ({ Active: 'resumed', Paused: 'paused', Removed: 'removed' } as const)[status];
      await recordOwnAct(bucket, act, WorkerId, reason ? { note: reason } : {});
      if (json) context.print(JSON.stringify({ name: WorkerName, workerId: WorkerId, status: WorkerStatus }));
      else context.print(`${WorkerName}: ${WorkerStatus.toLowerCase()}`);
    },
  });

export default {
  summary: 'who labels how well, and inviting people',
  subcommands: {
    report,
    invite: inviteOne,
    pause: changeOne(
      'Paused',
      'give a person no task until they may go on',
      'labelloop workers pause ana --reason "boxes are loose"',
    ),
    resume: changeOne('Active', 'let a paused person go on', 'labelloop workers resume ana'),
    remove: changeOne(
      'Removed',
      'take a person off every team; their answers stay and count',
      'labelloop workers remove ana',
    ),
  },
  alone: 'report',
} satisfies CommandGroup;

/** Invites a person on this machine, or into a stage of an AWS account. */
async function invite(name: string, { team, ...place }: Place & { team?: string | undefined }) {
  if (place.stage !== undefined) {
    const { bucket } = await openCloud(place);
    const { inviteOnAws } = await import('../invite-on-aws.ts');
    const invited = await inviteOnAws(place.stage, name, team);
    return { bucket, ...invited, reach: `Their team, for project.json: ${invited.team}` };
  }
  const [running, { inviteWorker }, { OWN_WORKTEAM_ARN }] = await Promise.all([
    requireRunningCloud(place.data),
    import('../invite-worker.ts'),
    import('../../local-cloud/own-workteam.ts'),
  ]);
  await openCloud(place);
  const ownTeam = team ?? OWN_WORKTEAM_ARN;
  const invited = await inviteWorker(running, name, ownTeam);
  return { ...running, ...invited, team: ownTeam, reach: 'It reaches this machine only.' };
}

async function tellWorkers(
  bucket: string,
  { project: wanted, html, json }: { project?: string | undefined; html?: string | undefined; json: boolean },
  context: CommandContext,
): Promise<void> {
  const [
    { chooseProject },
    { readWorkerRecords },
    { workerFigures },
    { workerLines },
    { workerPage },
    { readWorkerState },
    { readWorkerNames },
  ] = await Promise.all([
    import('../require-project.ts'),
    import('../../shared/read-models/worker-records.ts'),
    import('../../shared/domain/consolidation/worker-figures.ts'),
    import('../workers/worker-lines.ts'),
    import('../workers/worker-page.ts'),
    import('../../shared/documents/worker-contributions.ts'),
    import('../../shared/read-models/worker-names.ts'),
  ]);
  const { project } = await chooseProject(bucket, wanted);
  const [records, state, names] = await Promise.all([
    readWorkerRecords(projectBucket(bucket, project)),
    readWorkerState(projectBucket(bucket, project)),
    readWorkerNames(),
  ]);
  const workers = workerFigures(records, state, names);
  if (html !== undefined) await writeWhole(html, workerPage(project, workers));
  if (json) {
    context.print(JSON.stringify({ project, workers }));
    return;
  }
  if (workers.length === 0) context.print(`nobody has labeled anything of ${project} yet`);
  for (const line of workers.flatMap(workerLines)) context.print(line);
  if (html !== undefined) context.print(`charts ${html}`);
}
