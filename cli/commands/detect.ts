import { readFile, stat } from 'node:fs/promises';
import { join, parse as parsePath } from 'node:path';
import { isTrained } from '../../shared/contracts/trained-tasks.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import type { FeedbackOutcome } from '../../shared/pipeline/images/send-feedback.ts';
import { CommandError, defineCommand, usageError } from '../command.ts';
import { openCloud, placeOptions } from '../open-cloud.ts';
import { projectOption } from '../options.ts';
import { writeWhole } from '../write-whole.ts';

export default defineCommand({
  summary: 'ask the live endpoint what is on an image (boxes, classes, masks or outlines), and draw it',
  arguments: { image: { help: 'JPEG or PNG' } },
  options: {
    project: projectOption('whose endpoint to ask'),
    confidence: { value: 'N', help: 'boxes and outlines from this confidence on', range: [0, 1], default: '0.3' },
    out: { value: 'FILE', help: 'the picture with what was found (default IMAGE.detected.png beside the image)' },
    send: {
      help: "sends the image back to labeling where the project's feedback wants it: the model is unsure, or chance (docs/feedback.md)",
    },
    ...placeOptions,
  },
  examples: [
    'labelloop detect photo.jpg',
    'labelloop detect photo.jpg --confidence 0.6 --out seen.png --json',
    'labelloop detect photo.jpg --send',
  ],
  async run({ values, args: { image: path }, context }) {
    const { confidence: threshold } = values;
    const image = await readImage(path);
    const cloud = await openCloud(values);
    const [{ chooseProject }, { findChampion }, { askEndpoint }, { annotateImage }] = await Promise.all([
      import('../require-project.ts'),
      import('../../shared/documents/champion.ts'),
      import('../loop/detect-answer.ts'),
      import('../pictures/annotated-image.ts'),
    ]);
    const config = await chooseProject(cloud.bucket, values.project);
    const { project, labels, taskType } = config;
    if (!isTrained(taskType))
      throw new CommandError(`${project} labels texts, and nothing that it has sees images`, {
        todo: `\`labelloop status ${project}\` says what comes out of it`,
      });
    if (values.send && taskType !== 'bounding-box')
      throw usageError(`--send knows how unsure a model of boxes is, not one of ${taskType}`, 'leave --send away');
    const champion = await findChampion(projectBucket(cloud.bucket, project));
    if (!champion)
      throw new CommandError(`${project} has no live endpoint`, { todo: `\`labelloop status ${project}\` says why` });
    const { detections, lines, summary, drawn, predictions } = await askEndpoint(
      taskType,
      champion.endpointName,
      image,
      labels,
      threshold,
    );
    const { dir, name } = parsePath(path);
    const out = values.out ?? join(dir, `${name}.detected.png`);
    const { png } = await annotateImage(image, [{ boxes: drawn }]).catch((error: Error) => {
      throw new CommandError(`${path} is no image that can be read`, {
        why: error.message,
        todo: 'name a JPEG or PNG',
      });
    });
    await writeWhole(out, png);
    const { sendFeedback } = await import('../../shared/pipeline/images/send-feedback.ts');
    const asked = {
      bytes: image,
      name: parsePath(path).base,
      modelName: champion.modelName,
      predictions: predictions ?? [],
    };
    const feedback = values.send ? await sendFeedback(cloud.bucket, config, asked, Date.now()) : undefined;
    if (values.json) {
      context.print(
        JSON.stringify({
          ...{ endpoint: champion.endpointName, model: champion.modelName, detections, picture: out },
          ...(feedback && { feedback }),
        }),
      );
      return;
    }
    for (const line of lines) context.print(line);
    context.print(`${summary}; picture ${out}`);
    if (feedback) context.print(describeFeedback(feedback));
  },
});

function describeFeedback(outcome: FeedbackOutcome): string {
  if (outcome.sent === null) return `not sent: ${outcome.reason}`;
  return outcome.sent === 'sample'
    ? 'sent: chance chose it for validation, people label it'
    : 'sent: the model is unsure of it, people label it for training';
}

async function readImage(path: string): Promise<Buffer> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new CommandError(`there is no ${path}`, { todo: 'name an image: JPEG or PNG' });
  if (found.isDirectory())
    throw usageError(`${path} is a folder`, 'name one image in it, e.g. labelloop detect folder/photo.jpg');
  if (!found.isFile()) throw usageError(`${path} is a pipe or a device, no file`, 'name an image: JPEG or PNG');
  return readFile(path).catch((error: Error) => {
    throw new CommandError(`cannot read ${path}`, { why: error.message });
  });
}
