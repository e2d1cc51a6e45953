import { CommandError, defineCommand } from '../command.ts';
import { openCloud, placeOptions } from '../open-cloud.ts';
import { projectOption } from '../options.ts';

export default defineCommand({
  summary: 'one image from its upload to its label: batches, what each worker said, dataset versions',
  arguments: { image: { help: 'its file as it was dropped, its name, or the beginning of its SHA-256' } },
  options: { project: projectOption('whose image'), ...placeOptions },
  examples: ['labelloop story robin-12.jpg', 'labelloop story 0116c1ed --project birds --json'],
  async run({ values, args: { image }, context }) {
    const cloud = await openCloud(values);
    const [{ chooseProject }, { readImageStory }, { findImage }, { describeStory }] = await Promise.all([
      import('../require-project.ts'),
      import('../../shared/read-models/image-story.ts'),
      import('../story/find-image.ts'),
      import('../story/describe-story.ts'),
    ]);
    const project = await chooseProject(cloud.bucket, values.project);
    const sha256 = await findImage(cloud.bucket, project.project, image);
    const story = sha256 === undefined ? undefined : await readImageStory(cloud.bucket, project, sha256);
    if (!story)
      throw new CommandError(`${project.project} has no image ${image}`, {
        todo: 'name it as it was dropped, or by its SHA-256; files that were refused stand under quarantine in `labelloop status`',
      });
    if (values.json) context.print(JSON.stringify(story));
    else for (const line of describeStory(story)) context.print(line);
  },
});
