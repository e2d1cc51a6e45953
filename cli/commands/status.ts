import { setTimeout as pause } from 'node:timers/promises';
import { defineCommand } from '../command.ts';
import { openCloud, placeOptions } from '../open-cloud.ts';

/** A status is some tens of requests. */
const WATCH_MS = 5_000;

export default defineCommand({
  summary: 'what every project is doing, and what happens next',
  arguments: { project: { help: 'this one only (default: every project)', optional: true } },
  options: {
    watch: { help: 'say it again whenever something has changed, until Ctrl-C' },
    ...placeOptions,
  },
  examples: ['labelloop status', 'labelloop status birds --json', 'labelloop status --watch --stage prod'],
  stopped: 'the pipeline runs on',
  async run({ values, args: { project: only }, context }) {
    const cloud = await openCloud(values);
    const [{ readStatus }, { describeStatus }] = await Promise.all([
      import('../status/read-status.ts'),
      import('../status/describe-status.ts'),
    ]);
    const { endpoint, consoleUrl, portalUrl, bucket, title } = cloud;
    for (let last = ''; ; await pause(WATCH_MS, undefined, { signal: context.signal })) {
      const projects = await readStatus(bucket, only, Date.now());
      const said = values.json
        ? JSON.stringify({ endpoint, console: consoleUrl, portal: portalUrl, projects })
        : [
            ...[title, ...(projects.length === 0 ? ['no project yet: labelloop init birds --labels robin,wren'] : [])],
            ...projects.flatMap(describeStatus),
          ].join('\n');
      if (said !== last) context.print(last === '' || values.json ? said : `\n${new Date().toISOString()}  ${said}`);
      if (!values.watch) return;
      last = said;
    }
  },
});
