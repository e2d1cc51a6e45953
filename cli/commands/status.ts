import { defineCommand } from '../command.ts';
import { openCloud, placeOptions } from '../open-cloud.ts';

export default defineCommand({
  summary: 'what every project is doing, and what happens next',
  arguments: { project: { help: 'this one only (default: every project)', optional: true } },
  options: placeOptions,
  examples: ['labelloop status', 'labelloop status birds --json'],
  async run({ values, args: { project: only }, context }) {
    const cloud = await openCloud(values);
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
    context.print(cloud.title);
    if (projects.length === 0) context.print('no project yet: labelloop init birds --labels robin,wren');
    for (const project of projects) for (const line of describeStatus(project)) context.print(line);
  },
});
