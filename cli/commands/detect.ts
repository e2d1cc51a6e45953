import { readFile, writeFile } from 'node:fs/promises';
import { join, parse as parsePath } from 'node:path';
import { useCloud } from '../aws-variables.ts';
import { CommandError, defineCommand, exitCodes } from '../command.ts';
import { requireRunningCloud } from '../require-running-cloud.ts';

const DEFAULT_CONFIDENCE = 0.3;

export default defineCommand({
  usage: '<image> [--project NAME] [--confidence N] [--out FILE]',
  help: [
    ['<image>', 'JPEG or PNG'],
    ['--project NAME', 'whose endpoint to ask (needed only when there is more than one project)'],
    ['--confidence N', `boxes from this confidence on, 0 to 1 (default ${DEFAULT_CONFIDENCE})`],
    ['--out FILE', 'the picture with boxes (default: <image>.detected.png beside the image)'],
  ],
  options: { project: { type: 'string' }, confidence: { type: 'string' }, out: { type: 'string' } },
  async run({ values, positionals: [path], context }) {
    if (path === undefined)
      throw new CommandError('detect needs an image', {
        todo: 'e.g. labelloop detect photo.jpg',
        exitCode: exitCodes.usage,
      });
    const threshold = Number(values.confidence ?? DEFAULT_CONFIDENCE);
    if (!(threshold >= 0 && threshold <= 1))
      throw new CommandError(`--confidence ${values.confidence} is no number from 0 to 1`, {
        exitCode: exitCodes.usage,
      });
    const image = await readFile(path).catch((error: Error) => {
      throw new CommandError(`cannot read the image: ${error.message}`);
    });
    const cloud = await requireRunningCloud(values.data);
    useCloud(cloud);
    const [{ chooseProject }, { findChampion }, { detectObjects, shortConfidence }, { annotateImage }] =
      await Promise.all([
        import('../require-project.ts'),
        import('../../shared/documents/training-documents.ts'),
        import('../detection/detect-objects.ts'),
        import('../pictures/annotated-image.ts'),
      ]);
    const { project, labels } = await chooseProject(cloud.bucket, values.project);
    const champion = await findChampion(cloud.bucket, project);
    if (!champion)
      throw new CommandError(`${project} has no live endpoint`, { todo: `\`labelloop status ${project}\` says why` });
    const boxes = (await detectObjects(champion.endpointName, image)).filter(
      ({ confidence }) => confidence >= threshold,
    );
    const { dir, name } = parsePath(path);
    const out = values.out ?? join(dir, `${name}.detected.png`);
    const drawn = boxes.map((box) => ({
      ...box,
      classId: box.class_id,
      tag: `${labels[box.class_id] ?? box.class_id} ${shortConfidence(box.confidence)}`,
    }));
    await writeFile(out, (await annotateImage(image, [{ boxes: drawn }])).png);
    const detections = boxes.map(({ class_id, ...box }) => ({ label: labels[class_id] ?? String(class_id), ...box }));
    if (values.json) {
      context.print(
        JSON.stringify({ endpoint: champion.endpointName, model: champion.modelName, detections, picture: out }),
      );
      return;
    }
    for (const { label, confidence, left, top, width, height } of detections)
      context.print(
        `${label.padEnd(14)}${confidence.toFixed(2)}  left ${Math.round(left)} top ${Math.round(top)} width ${Math.round(width)} height ${Math.round(height)}`,
      );
    context.print(`${detections.length} ${detections.length === 1 ? 'object' : 'objects'}; picture ${out}`);
  },
});
