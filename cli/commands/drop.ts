import { readFile } from 'node:fs/promises';
import { useCloud } from '../aws-variables.ts';
import { CommandError, defineCommand, exitCodes } from '../command.ts';
import { requireRunningCloud } from '../require-running-cloud.ts';

const PROGRESS_MS = 1000;

export default defineCommand({
  usage: '<files or folders> [--project NAME]',
  help: [
    ['<files or folders>', 'images; folders with everything below them'],
    ['--project NAME', 'where they go (needed only when there is more than one project)'],
  ],
  options: { project: { type: 'string' } },
  async run({ values, positionals, context }) {
    if (positionals.length === 0)
      throw new CommandError('drop needs files or folders', {
        todo: 'e.g. labelloop drop ~/photos',
        exitCode: exitCodes.usage,
      });
    const { collectFiles } = await import('../intake/collect-files.ts');
    const files = await collectFiles(positionals);
    if (files.length === 0) throw new CommandError('there are no files', { where: positionals.join(', ') });
    const cloud = await requireRunningCloud(values.data);
    useCloud(cloud);
    const [{ chooseProject }, { dropFiles }, { explainDrop, summariseDrop }, { readWaiting }, { nextStep }] =
      await Promise.all([
        import('../require-project.ts'),
        import('../intake/drop-files.ts'),
        import('../intake/drop-summary.ts'),
        import('../../shared/aws/waiting-images.ts'),
        import('../../shared/domain/next-step.ts'),
      ]);
    const config = await chooseProject(cloud.bucket, values.project);
    let told = 0;
    const tell = (line: string) => {
      if (Date.now() - told < PROGRESS_MS) return;
      told = Date.now();
      context.note(line);
    };
    const outcomes = await dropFiles(
      { bucket: cloud.bucket, project: config.project },
      files.map(({ name, path }) => ({ name, read: () => readFile(path) })),
      {
        uploaded: (done, total) => tell(`uploaded ${done} of ${total}`),
        settled: (done, total) => tell(`checked ${done} of ${total}`),
      },
    );
    const { waiting, ready } = await readWaiting(cloud.bucket, config.project);
    const next = nextStep(config, waiting, ready, Date.now());
    if (values.json) {
      context.print(JSON.stringify({ project: config.project, outcomes, waiting: waiting.images, next }));
      return;
    }
    context.print(`${config.project}: ${summariseDrop(outcomes)}`);
    for (const line of explainDrop(outcomes)) context.print(`  ${line}`);
    context.print(`next: ${next}`);
  },
});
