import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { type CommandContext, type CommandGroup, defineCommand } from '../command.ts';
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
    const { invitationLink } = await import('../portal-link.ts');
    const { portalUrl, invitation, team, reach } = await invite(name, values);
    const link = invitationLink(portalUrl, invitation);
    if (values.json) context.print(JSON.stringify({ name, link, team }));
    else {
      context.print(link);
      context.print(`For ${name}, once: whoever opens it first chooses the password. ${reach}`);
    }
  },
});

export default {
  summary: 'who labels how well, and inviting people',
  subcommands: { report, invite: inviteOne },
  alone: 'report',
} satisfies CommandGroup;

/** Invites a person on this machine, or into a stage of an AWS account. */
async function invite(name: string, { team, ...place }: Place & { team?: string | undefined }) {
  if (place.stage !== undefined) {
    await openCloud(place);
    const { inviteOnAws } = await import('../invite-on-aws.ts');
    const invited = await inviteOnAws(place.stage, name, team);
    return { ...invited, reach: `Their team, for project.json: ${invited.team}` };
  }
  const [running, { inviteWorker }, { OWN_WORKTEAM_ARN }] = await Promise.all([
    requireRunningCloud(place.data),
    import('../invite-worker.ts'),
    import('../../local-cloud/own-workteam.ts'),
  ]);
  const ownTeam = team ?? OWN_WORKTEAM_ARN;
  const invitation = await inviteWorker(running, name, ownTeam);
  return { portalUrl: running.portalUrl, invitation, team: ownTeam, reach: 'It reaches this machine only.' };
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
    import('../workers/read-answers.ts'),
    import('../workers/worker-figures.ts'),
    import('../workers/worker-lines.ts'),
    import('../workers/worker-page.ts'),
    import('../../shared/documents/worker-contributions.ts'),
    import('../../shared/read-models/worker-names.ts'),
  ]);
  const { project } = await chooseProject(bucket, wanted);
  const [records, state, names] = await Promise.all([
    readWorkerRecords(bucket, project),
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
