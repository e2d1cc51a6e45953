import { writeFile } from 'node:fs/promises';
import { useCloud } from '../aws-variables.ts';
import { type CommandContext, CommandError, defineCommand, exitCodes } from '../command.ts';
import { requireRunningCloud } from '../require-running-cloud.ts';

export default defineCommand({
  usage: '[invite NAME [--team ARN] [--stage STAGE]] [--project NAME] [--html FILE]',
  help: [
    [
      '(nothing)',
      'per worker: answers, seconds a task, agreement, misses, spurious shapes, offsets, gold, answers per day',
    ],
    ['--project NAME', 'whose workers (needed only when there is more than one project)'],
    ['--html FILE', 'the same as a page with charts'],
    ['invite NAME', 'a one-time link: the person chooses a password there and gets tasks; again = a new password'],
    ['--team ARN', "the work team (default: the one that new projects' tasks go to)"],
    ['--stage STAGE', 'to the portal that `serverless deploy` put into your AWS account, instead of this machine'],
  ],
  options: {
    team: { type: 'string' },
    stage: { type: 'string' },
    project: { type: 'string' },
    html: { type: 'string' },
  },
  async run({ values, positionals: [action, name], context }) {
    if (action === undefined) {
      const cloud = await requireRunningCloud(values.data);
      useCloud(cloud);
      await report(cloud.bucket, values, context);
      return;
    }
    if (action !== 'invite' || name === undefined)
      throw new CommandError('workers knows one action: invite NAME', {
        todo: 'e.g. labelloop workers invite ana',
        exitCode: exitCodes.usage,
      });
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

/** On this machine, or with a stage in an AWS account. */
async function invite(
  name: string,
  { data, stage, team }: { data: string; stage?: string | undefined; team?: string | undefined },
) {
  if (stage !== undefined) {
    const { inviteOnAws } = await import('../invite-on-aws.ts');
    const invited = await inviteOnAws(stage, name, team);
    return { ...invited, reach: `Their team, for project.json: ${invited.team}` };
  }
  const [cloud, { inviteWorker }, { OWN_WORKTEAM }] = await Promise.all([
    requireRunningCloud(data),
    import('../invite-worker.ts'),
    import('../../shared/domain/project/new-project.ts'),
  ]);
  const ownTeam = team ?? OWN_WORKTEAM;
  const invitation = await inviteWorker(cloud, name, ownTeam);
  return { portalUrl: cloud.portalUrl, invitation, team: ownTeam, reach: 'It reaches this machine only.' };
}

async function report(
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
  ] = await Promise.all([
    import('../require-project.ts'),
    import('../workers/read-answers.ts'),
    import('../workers/worker-figures.ts'),
    import('../workers/worker-lines.ts'),
    import('../workers/worker-page.ts'),
    import('../../shared/documents/worker-contributions.ts'),
  ]);
  const { project } = await chooseProject(bucket, wanted);
  const workers = workerFigures(await readWorkerRecords(bucket, project), await readWorkerState(bucket, project));
  if (html !== undefined) await writeFile(html, workerPage(project, workers));
  if (json) {
    context.print(JSON.stringify({ project, workers }));
    return;
  }
  if (workers.length === 0) context.print(`nobody has labeled anything of ${project} yet`);
  for (const line of workers.flatMap(workerLines)) context.print(line);
  if (html !== undefined) context.print(`charts ${html}`);
}
