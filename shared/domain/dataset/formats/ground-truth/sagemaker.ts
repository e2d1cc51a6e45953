import * as z from 'zod/mini';
import { parseJson } from '../../../../contracts/parse.ts';
import { TextBytes } from '../../bytes/text-bytes.ts';
import type { ImageRecord } from '../../image-record.ts';
import type { DatasetReader, DatasetSource, DatasetWriter, OutputFile, WriteOptions } from '../format.ts';
import { splitOrTrain } from '../format.ts';
import { choosePair } from './ground-truth-line.ts';
import { readManifest } from './ground-truth-reader.ts';
import { plainBox, sourceRef, writeLabel } from './ground-truth-writer.ts';
import type { LabelPair } from './label-parts.ts';

/** What CreateTrainingJob must say of the manifests, beside them; its Labels are the classes by id. */
export const SAGEMAKER_CHANNELS = 'channels.json';

interface Channels {
  labels: string[] | undefined;
  attribute: string | undefined;
}

async function readChannels(source: DatasetSource): Promise<Channels> {
  if (!source.files.includes(SAGEMAKER_CHANNELS)) return { labels: undefined, attribute: undefined };
  const what = SAGEMAKER_CHANNELS;
  const { Labels, InputDataConfig } = parseJson(channelsSchema, await source.text(what), what);
  const [first] = InputDataConfig ?? [];
  const attribute = first?.DataSource.S3DataSource.AttributeNames.find((name) => name !== 'source-ref');
  return { labels: Labels, attribute };
}

const channelsSchema = z.object({
  Labels: z.optional(z.array(z.string())),
  InputDataConfig: z.optional(
    z.array(z.object({ DataSource: z.object({ S3DataSource: z.object({ AttributeNames: z.array(z.string()) }) }) })),
  ),
});

/** The lines have no metadata: the classes' names, and which attribute is the label, are in `channels.json`. */
export const sagemakerReader: DatasetReader = {
  async classes(source) {
    const { labels } = await readChannels(source);
    return labels && { labels, origin: 'source' };
  },
  async *read(source, options) {
    const channels = await readChannels(source);
    const labels = options.labels ?? channels.labels;
    yield* readManifest(source, { ...options, labels }, (pairs, attribute, line) => {
      const name = attribute ?? channels.attribute;
      return choosePair(pairs, attribute) ?? (name === undefined ? undefined : bareLabel(line, name));
    });
  },
};

const bareLabel = (line: Record<string, unknown>, name: string): LabelPair | undefined =>
  line[name] === undefined ? undefined : { name, value: line[name], metadata: {} };

/**
 * Manifests for SageMaker's built-in algorithms (object detection, image classification, semantic segmentation) as
 * `AugmentedManifestFile` in pipe mode: every line has the same attributes and nothing else, because a line that lacks
 * one ends the training. `channels.json` holds the part of CreateTrainingJob that must name them.
 * @see SageMaker developer guide, "Augmented Manifest Files for Training Jobs"
 */
export const sagemakerWriter: DatasetWriter = {
  keeps: new Set(['boxes', 'masks', 'classes', 'negatives', 'image paths', 'splits']),
  size: 'must',
  async open(target, options) {
    const files = new Map<string, Channel>();
    const out = new TextBytes();
    let kind: ImageRecord['kind'] | undefined;
    const write = (side: Channel, record: ImageRecord) => {
      side.lines++;
      return side.file.write(writeTrainingLine(out, record, options).take());
    };
    return {
      add(record) {
        kind ??= record.kind;
        if (record.kind !== kind) {
          options.report({
            severity: 'lost',
            code: 'mixed-tasks',
            image: record.image,
            reason: `labels of the kind ${record.kind} cannot be in one training with ${kind}`,
          });
          return undefined;
        }
        const channel = splitOrTrain(record);
        const side = files.get(channel);
        if (side) return write(side, record);
        return target.open(`${channel}.manifest`).then((file) => {
          const opened = { file, lines: 0 };
          files.set(channel, opened);
          return write(opened, record);
        });
      },
      async end() {
        for (const { file } of files.values()) await file.end();
        const counts = Object.fromEntries([...files].map(([channel, { lines }]) => [channel, lines]));
        await target.write('channels.json', `${JSON.stringify(channels(kind, counts, options), null, 2)}\n`);
      },
    };
  },
};

interface Channel {
  file: OutputFile;
  lines: number;
}

/** The metadata stays out: the algorithm would have to be told its name too. */
function writeTrainingLine(out: TextBytes, record: ImageRecord, { classes, attribute, imagePrefix }: WriteOptions) {
  const isPlain = record.shapes.every(({ polygons, mask, extra, pose }) => !(polygons || mask || extra || pose));
  const plain = isPlain ? record : { ...record, shapes: record.shapes.map(plainBox) };
  out.text('{"source-ref":').json(sourceRef(record.image, imagePrefix)).text(',').json(attribute).text(':');
  writeLabel(out, plain, classes);
  return out.text('}\n');
}

/** `S3Uri` is left for the caller, who alone knows where the manifests will lie. */
function channels(
  kind: ImageRecord['kind'] | undefined,
  counts: Record<string, number>,
  { attribute, classes }: WriteOptions,
) {
  const multiLabel = kind === 'classes' ? { multi_label: '1' } : {};
  const background = kind === 'mask' ? 1 : 0;
  return {
    HyperParameters: {
      num_classes: String(classes.labels.length + background),
      num_training_samples: String(counts.train ?? 0),
      ...multiLabel,
    },
    InputDataConfig: Object.keys(counts).map((channel) => ({
      ChannelName: channel,
      ContentType: 'application/x-recordio',
      RecordWrapperType: 'RecordIO',
      InputMode: 'Pipe',
      DataSource: {
        S3DataSource: {
          S3DataType: 'AugmentedManifestFile',
          S3Uri: `${channel}.manifest`,
          S3DataDistributionType: 'FullyReplicated',
          AttributeNames: ['source-ref', attribute],
        },
      },
    })),
    Images: counts,
    Labels: classes.labels,
  };
}
