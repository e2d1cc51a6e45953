import { CommandError, defineCommand, exitCodes } from '../command.ts';
import { requireRunningCloud } from '../require-running-cloud.ts';

export default defineCommand({
  usage: 'invite NAME [--team ARN]',
  help: [
    ['invite NAME', 'a one-time link: the person chooses a password there and gets tasks; again = a new password'],
    ['--team ARN', "the work team (default: the one that new projects' tasks go to)"],
  ],
  options: { team: { type: 'string' } },
  async run({ values, positionals: [action, name], context }) {
    if (action !== 'invite' || name === undefined)
      throw new CommandError('workers knows one thing: invite NAME', {
        todo: 'e.g. labelloop workers invite ana',
        exitCode: exitCodes.usage,
      });
    const cloud = await requireRunningCloud(values.data);
    const [{ inviteWorker }, { invitationLink }, { OWN_WORKTEAM }] = await Promise.all([
      import('../invite-worker.ts'),
      import('../portal-link.ts'),
      import('../../shared/domain/new-project.ts'),
    ]);
    const invitation = await inviteWorker(cloud, name, values.team ?? OWN_WORKTEAM);
    const link = invitationLink(cloud.portalUrl, invitation);
    if (values.json) context.print(JSON.stringify({ name, link }));
    else {
      context.print(link);
      context.print(`For ${name}, once: whoever opens it first chooses the password. It reaches this machine only.`);
    }
  },
});
