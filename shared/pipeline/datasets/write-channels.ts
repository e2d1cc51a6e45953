import { createOnce, findSize, readText } from '../../aws/s3.ts';
import type { ExportFormat } from '../../contracts/export-formats.ts';
import { LABEL_ATTRIBUTE_NAME } from '../../contracts/manifest-line.ts';
import { PARALLEL_CALLS } from '../../documents/ledger.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import { imageList } from '../../domain/batches/image-list.ts';
import { readSegment, segmentImages } from '../../domain/batches/merge.ts';
import { exportDataset } from '../../domain/dataset/export-dataset.ts';
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
