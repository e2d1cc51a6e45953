import { CommandError, defineCommand } from '../command.ts';
import { openCloud, placeOptions } from '../open-cloud.ts';

export default defineCommand({
  summary: 'try again what failed, now and with the settings of today',
  arguments: { project: { help: 'needed only when there is more than one', optional: true } },
  options: placeOptions,
  notes: [
    'Correct a setting first with `labelloop config`. Trainings of a day stay bounded by training.maxStartsPerDay.',
  ],
  examples: ['labelloop retry birds'],
  async run({ values, args: { project: named }, context }) {
    const cloud = await openCloud(values);
    const [{ chooseProject }, { findStateMachineArn }, { retryProject }, { stateMachineNameOf }, { describeRetry }] =
      await Promise.all([
        import('../require-project.ts'),
        import('../../shared/aws/execution-progress.ts'),
        import('../../shared/pipeline/failures/retry-project.ts'),
        import('../../shared/domain/project/names.ts'),
        import('../../shared/domain/workflow/describe-retry.ts'),
      ]);
    const project = await chooseProject(cloud.bucket, named);
    const stateMachineArn = cloud.stateMachineArn ?? (await findStateMachineArn(stateMachineNameOf(cloud.bucket)));
    if (!stateMachineArn) throw new CommandError('no state machine of labelloop is there', { where: cloud.title });
    const { recordOwnAct } = await import('../record-own-act.ts');
    const retried = await retryProject(project, { bucket: cloud.bucket, stateMachineArn, now: Date.now() });
    await recordOwnAct(cloud.bucket, 'retried', project.project, { project: project.project });
    if (values.json) {
      context.print(JSON.stringify({ project: project.project, ...retried }));
      return;
    }
    for (const line of describeRetry(project.project, retried)) context.print(line);
  },
});
