import { awsVariables } from '../aws-variables.ts';
import { defineCommand } from '../command.ts';
import { requireRunningCloud } from '../require-running-cloud.ts';

const quote = (value: string) => `'${value.replaceAll("'", "'\\''")}'`;

export default defineCommand({
  summary: 'print the variables that point any AWS client at the running laptop cloud',
  notes: ['With --json they are one object instead of `export` lines.'],
  examples: ['eval "$(labelloop env)"', 'labelloop env --json'],
  async run({ values, context }) {
    const variables = awsVariables(await requireRunningCloud(values.data));
    if (values.json) context.print(JSON.stringify(variables));
    else for (const [name, value] of Object.entries(variables)) context.print(`export ${name}=${quote(value)}`);
  },
});
