import { useCloud } from '../aws-variables.ts';
import { defineCommand } from '../command.ts';
import { requireRunningCloud } from '../require-running-cloud.ts';

export default defineCommand({
  usage: '[project] [--json]',
  help: [
    ['[project]', 'this one only (default: every project)'],
    ['--json', 'everything, one document'],
  ],
  options: {},
  async run({ values, positionals: [only], context }) {
    const cloud = await requireRunningCloud(values.data);
    useCloud(cloud);
    const [{ readStatus }, { describeStatus }] = await Promise.all([
      import('../status/read-status.ts'),
      import('../status/describe-status.ts'),
    ]);
    const projects = await readStatus(cloud.bucket, only, Date.now());
    if (values.json) {
      context.print(
        JSON.stringify({ endpoint: cloud.endpoint, console: cloud.consoleUrl, portal: cloud.portalUrl, projects }),
      );
      return;
    }
    context.print(`laptop cloud ${cloud.endpoint}   console ${cloud.consoleUrl}   portal ${cloud.portalUrl}`);
    if (projects.length === 0) context.print('no project yet: labelloop init birds --labels robin,wren');
    for (const project of projects) for (const line of describeStatus(project)) context.print(line);
  },
});
