import { defineCommand } from '../command.ts';
import { openCloud, placeOptions } from '../open-cloud.ts';

export default defineCommand({
  summary: 'label what has been dropped so far, without waiting for more',
  arguments: { project: { help: 'its batch is closed now' } },
  options: placeOptions,
  examples: ['labelloop label-now birds'],
  async run({ values, args: { project }, context }) {
    const cloud = await openCloud(values);
    const [{ writeObject }, { readyKey }, { requireProject }, { readWaiting }] = await Promise.all([
      import('../../shared/aws/s3.ts'),
      import('../../shared/domain/project/bucket-keys.ts'),
      import('../require-project.ts'),
      import('../../shared/read-models/waiting-images.ts'),
    ]);
    await requireProject(cloud.bucket, project);
    const { waiting } = await readWaiting(cloud.bucket, project);
    // Written even when nothing waits: images may still be on their way through the inbox.
    await writeObject(cloud.bucket, readyKey(project), 'label now', 'text/plain');
    if (values.json) context.print(JSON.stringify({ project, images: waiting.images }));
    else if (waiting.images === 0)
      context.print(`${project}: no image waits for labeling; batches that failed are tried again`);
    else
      context.print(
        `${project}: ${waiting.images} images go to labeling now; portal ${cloud.portalUrl ?? "Ground Truth's"}`,
      );
  },
});
