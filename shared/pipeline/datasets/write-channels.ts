import { createOnce, findSize, readText } from '../../aws/s3.ts';
import type { ExportFormat } from '../../contracts/export-formats.ts';
import { LABEL_ATTRIBUTE_NAME } from '../../contracts/manifest-line.ts';
import { PARALLEL_CALLS } from '../../documents/ledger.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import { LABEL_TASKS } from '../../domain/answer-kinds/tasks/task-types.ts';
import { imageList, keyList } from '../../domain/batches/image-list.ts';
import { readSegment, segmentImages } from '../../domain/batches/merge.ts';
import { exportDataset } from '../../domain/dataset/export-dataset.ts';
import { parseS3Uri } from '../../domain/project/s3-uri.ts';
import type { Algorithm, TrainingData } from '../../domain/training/algorithm.ts';
import { pngCodec } from '../../handler/png-codec.ts';
import { inParallel } from '../../in-parallel.ts';

const SPLITS = ['train', 'validation'] as const;

/**
 * Writes the labels of a dataset version in the formats that the algorithm's channels ask for, with lists of the images
 * that they are about. What was written for an earlier training on the version stays.
 */
export async function writeChannels(bucket: ProjectBucket, algorithm: Algorithm, data: TrainingData): Promise<void> {
  const formats = algorithm.channels.flatMap((channel) => ('format' in channel ? [channel.format] : []));
  for (const format of new Set(formats)) await writeFormat(bucket, format, data);
  const needsMasks = algorithm.channels.some(({ content }) => content === 'masks');
  const { labelIsFile, attribute } = LABEL_TASKS[data.taskType];
  if (needsMasks && labelIsFile) await writeMaskLists(bucket, attribute, data);
}

/** Lists the masks that the lines of each split point to. */
async function writeMaskLists({ name, keys }: ProjectBucket, attribute: string, { folder }: TrainingData) {
  for (const split of SPLITS) {
    const { text } = await readText(name, keys.datasetManifest(folder, split));
    const masks = [...readSegment(text).values()].map((line) => parseS3Uri(JSON.parse(line)[attribute]).key);
    await createOnce(name, keys.channelMasks(folder, split), keyList(name, keys.masksPrefix, masks));
  }
}

async function writeFormat(bucket: ProjectBucket, format: ExportFormat, data: TrainingData): Promise<void> {
  const { folder, labels, checked } = data;
  const keys = bucket.keys;
  const last = keys.channelImages(folder, format, 'validation');
  if ((await findSize(bucket.name, last)) !== undefined) return;
  const [train, validation] = await Promise.all(
    SPLITS.map(async (split) => {
      const key = checked ? keys.checkedManifest(folder, split) : keys.datasetManifest(folder, split);
      return readSegment((await readText(bucket.name, key)).text);
    }),
  );
  const sides = { train: train!, validation: validation! };
  const exported = await exportDataset([format], {
    sides,
    labels,
    attribute: LABEL_ATTRIBUTE_NAME,
    bytes: async () => undefined,
    png: pngCodec,
  });
  await inParallel(exported, PARALLEL_CALLS, ([path, text]) =>
    createOnce(bucket.name, keys.channelAnnotations(folder, format, path.slice(format.length + 1)), text),
  );
  for (const split of SPLITS)
    await createOnce(
      bucket.name,
      keys.channelImages(folder, format, split),
      imageList(bucket.name, bucket.project, segmentImages(sides[split])),
    );
}
