import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { type CommandGroup, defineCommand } from '../command.ts';
import { openCloud, placeOptions } from '../open-cloud.ts';

const approve = defineCommand({
  summary: 'let images that wait for money go to labeling: raises the budget to what they take',
  arguments: { project: { help: 'whose images wait' } },
  options: {
    images: { value: 'N', help: 'at most so many (default: all that wait)', range: [1, 100_000_000], whole: true },
    ...placeOptions,
  },
  examples: ['labelloop batch approve birds', 'labelloop batch approve birds --images 100'],
  notes: ['Who approved how much is kept: `labelloop audit` shows it. Doing it again raises nothing.'],
  async run({ values, args: { project }, context }) {
    const cloud = await openCloud(values);
    const [{ requireProject }, { approveHeld }, { operatorName }] = await Promise.all([
      import('../require-project.ts'),
      import('../../shared/pipeline/requests/approve-held.ts'),
      import('../../local-cloud/operator-name.ts'),
    ]);
    await requireProject(cloud.bucket, project);
    const now = new Date().toISOString();
    const approval = await approveHeld(projectBucket(cloud.bucket, project), {
      most: values.images,
      by: operatorName(),
      now,
    });
    if (values.json) context.print(JSON.stringify({ project, approval }));
    else if (!approval) context.print(`${project}: no image waits for money`);
    else
      context.print(
        `${project}: ${approval.images} images go to labeling; the budget is $${approval.budgetUsd.toFixed(2)} now, $${approval.addedUsd.toFixed(2)} more`,
      );
  },
});

export default {
  summary: 'batches that wait for somebody',
  subcommands: { approve },
} satisfies CommandGroup;
