import { awsVariables } from '../aws-variables.ts';
import { defineCommand } from '../command.ts';
import { requireRunningCloud } from '../require-running-cloud.ts';

const quote = (value: string) => `'${value.replaceAll("'", "'\\''")}'`;

export default defineCommand({
  usage: '[--data DIR] [--json]',
  help: [
    ['--data DIR', 'folder of the running laptop cloud (default .labelloop)'],
    ['--json', 'the variables as one JSON object instead of `export` lines'],
    ['', 'Use: eval "$(labelloop env)"; aws --endpoint-url "$AWS_ENDPOINT_URL" s3 ls'],
  ],
  options: {},
  async run({ values, context }) {
    const variables = awsVariables(await requireRunningCloud(values.data));
    if (values.json) context.print(JSON.stringify(variables));
    else for (const [name, value] of Object.entries(variables)) context.print(`export ${name}=${quote(value)}`);
  },
});
