import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { defineCommand } from '../command.ts';
import { openCloud, placeOptions } from '../open-cloud.ts';

export default defineCommand({
  summary: 'label what has been dropped so far, without waiting for more',
  arguments: { project: { help: 'its batch is closed now' } },
  options: placeOptions,
  examples: ['labelloop label-now birds'],
  async run({ values, args: { project }, context }) {
    const cloud = await openCloud(values);
    const [
      { writeObject },
      { readyKey },
      { requireProject },
      { readWaiting },
      { findCounter },
      { budgetSpentReason, budgetStanding },
    ] = await Promise.all([
      import('../../shared/aws/s3.ts'),
      import('../../shared/domain/project/bucket-keys.ts'),
      import('../require-project.ts'),
      import('../../shared/read-models/waiting-images.ts'),
      import('../../shared/documents/batch-counter.ts'),
      import('../../shared/domain/batches/batch-policy.ts'),
    ]);
    const { labeling } = await requireProject(cloud.bucket, project);
    const own = projectBucket(cloud.bucket, project);
    const [{ waiting }, counter] = await Promise.all([readWaiting(own), findCounter(own)]);
    const budget = budgetStanding(labeling, counter?.claimed ?? 0);
    const paid = Math.min(waiting.images, budget?.imagesLeft ?? waiting.images);
    // Written even when nothing waits: images may still be on their way through the inbox.
    await writeObject(cloud.bucket, readyKey(project), 'label now', 'text/plain');
    if (values.json) context.print(JSON.stringify({ project, images: paid, waiting: waiting.images, budget }));
    else if (waiting.images === 0)
      context.print(`${project}: no image waits for labeling; batches that failed are tried again`);
    else if (paid > 0)
      context.print(`${project}: ${paid} images go to labeling now; portal ${cloud.portalUrl ?? "Ground Truth's"}`);
    if (!values.json && budget && paid < waiting.images)
      context.print(`${waiting.images - paid} images wait: ${budgetSpentReason(project, budget)}`);
  },
});
