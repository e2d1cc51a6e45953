import { CommandError, defineCommand } from '../command.ts';
import { openCloud, placeOptions } from '../open-cloud.ts';

export default defineCommand({
  summary: 'executions of the state machine, newest first; of one, each state with its time and how it ended',
  arguments: { execution: { help: 'its name, or the end of it that no other has', optional: true } },
  options: {
    project: { value: 'PROJECT', help: 'only this one’s' },
    failed: { help: 'only those that did not succeed' },
    limit: { value: 'N', help: 'how many', range: [1, 1000], whole: true, default: '20' },
    ...placeOptions,
  },
  notes: ['What an error means and what to do: `labelloop status`, docs/runbook.md.'],
  examples: [
    'labelloop executions',
    'labelloop executions --project birds --failed --stage prod',
    'labelloop executions b000003',
  ],
  async run({ values, args: { execution: wanted }, context }) {
    const cloud = await openCloud(values);
    const [
      history,
      { findStateMachineArn },
      { isExecutionOf, stateMachineNameOf },
      { describeExecution, describeVisits },
    ] = await Promise.all([
      import('../../shared/aws/execution-history.ts'),
      import('../../shared/aws/execution-progress.ts'),
      import('../../shared/domain/project/names.ts'),
      import('../status/describe-executions.ts'),
    ]);
    const machine = cloud.stateMachineArn ?? (await findStateMachineArn(stateMachineNameOf(cloud.bucket)));
    if (machine === undefined) throw new CommandError('there is no state machine', { where: cloud.title });
    const all = await history.listExecutions(machine, 1000);
    const now = Date.now();
    if (wanted !== undefined) {
      const found = all.filter(({ name, executionArn }) => executionArn === wanted || name.endsWith(wanted));
      const one = found.find(({ name }) => name === wanted) ?? found[0];
      if (!one || (found.length > 1 && one.name !== wanted))
        throw new CommandError(
          `${found.length === 0 ? 'no execution ends' : `${found.length} executions end`} with ${wanted}`,
          {
            todo: 'labelloop executions shows their names',
          },
        );
      const visits = await history.readStateVisits(one.executionArn);
      if (values.json) context.print(JSON.stringify({ ...one, visits }));
      else for (const line of [describeExecution(one, now), ...describeVisits(visits, now)]) context.print(line);
      return;
    }
    const shown = all
      .filter(({ name }) => values.project === undefined || isExecutionOf(values.project, name))
      .filter(({ status }) => !values.failed || /^(FAILED|TIMED_OUT|ABORTED)$/.test(status))
      .slice(0, values.limit);
    if (values.json) context.print(JSON.stringify({ executions: shown }));
    else if (shown.length === 0) context.print('none');
    else for (const one of shown) context.print(describeExecution(one, now));
  },
});
