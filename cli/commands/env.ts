import { defineCommand } from '../command.ts';
import { openCloud, placeOptions } from '../open-cloud.ts';

const quote = (value: string) => `'${value.replaceAll("'", "'\\''")}'`;

export default defineCommand({
  summary: 'print the variables that point any AWS client at the running laptop cloud, or at a stage',
  options: placeOptions,
  notes: ['With --json they are one object instead of `export` lines.'],
  examples: ['eval "$(labelloop env)"', 'labelloop env --json'],
  async run({ values, context }) {
    const cloud = await openCloud(values);
    const { sagemakerSdkVariables } = await import('../sagemaker-sdk.ts');
    const variables = {
      ...cloud.variables,
      ...(values.stage === undefined && (await sagemakerSdkVariables(values.data, cloud.bucket))),
    };
    if (values.json) context.print(JSON.stringify(variables));
    else for (const [name, value] of Object.entries(variables)) context.print(`export ${name}=${quote(value)}`);
  },
});
