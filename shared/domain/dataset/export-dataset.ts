import type { ExportFormat } from '../../contracts/export-formats.ts';
import { oneChunk } from './bytes/cut-lines.ts';
import { classMap } from './class-map.ts';
import { writeDataset } from './convert.ts';
import { cocoWriter } from './formats/coco/coco-writer.ts';
import { createMlWriter } from './formats/create-ml.ts';
import { csvWriter } from './formats/csv/csv.ts';
import type { DatasetSource, DatasetTarget, DatasetWriter, Spool, WriteOptions } from './formats/format.ts';
import { choosePair, labelPairs } from './formats/ground-truth/ground-truth-line.ts';
import { readManifest } from './formats/ground-truth/ground-truth-reader.ts';
import { isLabelOfPoints, objectOfPoints } from './formats/ground-truth/point-labels.ts';
import { rekognitionWriter } from './formats/ground-truth/rekognition.ts';
import { sagemakerWriter } from './formats/ground-truth/sagemaker.ts';
import { seqLabelWriter } from './formats/ground-truth/seq-label-writer.ts';
import { conllWriter, huggingFaceWriter, spacyWriter, textCsvWriter } from './formats/text/text-formats.ts';
import { cvatVideoWriter } from './formats/tracks/cvat-video.ts';
import { motWriter } from './formats/tracks/mot.ts';
import { vocWriter } from './formats/voc.ts';
import { yoloObbWriter } from './formats/yolo/yolo-obb-writer.ts';
import { yoloPoseWriter } from './formats/yolo/yolo-pose-writer.ts';
import { darknetWriter, yoloClassifyWriter, yoloSegmentWriter, yoloWriter } from './formats/yolo/yolo-writer.ts';

/** The formats of `exports` in project.json. */
export const exportWriters: Record<ExportFormat, DatasetWriter> = {
  coco: cocoWriter,
  voc: vocWriter,
  yolo: yoloWriter,
  'yolo-segment': yoloSegmentWriter,
  'yolo-obb': yoloObbWriter,
  'yolo-pose': yoloPoseWriter,
  'yolo-classify': yoloClassifyWriter,
  darknet: darknetWriter,
  csv: csvWriter,
  'create-ml': createMlWriter,
  rekognition: rekognitionWriter,
  sagemaker: sagemakerWriter,
  'seq-label': seqLabelWriter,
  mot: motWriter,
  'cvat-video': cvatVideoWriter,
  conll: conllWriter,
  spacy: spacyWriter,
  'hugging-face': huggingFaceWriter,
  'text-csv': textCsvWriter,
};

/** A dataset version, and what its labels name. */
export interface ExportedDataset extends Pick<WriteOptions, 'attribute' | 'bytes' | 'png'> {
  /** Manifest lines by image. */
  sides: Record<'train' | 'validation', ReadonlyMap<string, string>>;
  /** Class order of the version. */
  labels: readonly string[];
}

/**
 * A dataset version in other formats. The same lines give the same bytes: a repeated merge writes what is there
 * already.
 * @returns path below the version's exports, and text; `<format>/loss.json` says what the format could not hold
 */
export async function exportDataset(
  formats: readonly ExportFormat[],
  dataset: ExportedDataset,
): Promise<Array<[path: string, text: string]>> {
  const files: Array<[string, string]> = [];
  for (const format of new Set(formats)) {
    const target = new TextTarget();
    const problems: unknown[] = [];
    const { attribute, bytes, png } = dataset;
    const { written, lost } = await writeDataset(entriesOf(dataset), {
      writer: exportWriters[format],
      target,
      problem: (found) => problems.push(found),
      options: {
        classes: classMap(classesOf(dataset), 'given'),
        attribute,
        createdAt: '',
        jobName: '',
        imagePrefix: '',
        report: (found) => problems.push(found),
        bytes,
        imageSize: async () => undefined,
        png,
        copyImages: false,
      },
    });
    await target.write('loss.json', `${JSON.stringify({ written, lost, problems })}\n`);
    for (const [path, text] of target.files) files.push([`${format}/${path}`, text]);
  }
  return files;
}

/** The classes; where the labels are points, what they are points of. */
function classesOf({ sides, labels, attribute }: ExportedDataset): readonly string[] {
  const objects = new Set<string>();
  for (const line of [...sides.train.values(), ...sides.validation.values()]) {
    const pair = choosePair(labelPairs(JSON.parse(line)), attribute);
    if (!pair || !isLabelOfPoints(pair)) return labels;
    objects.add(objectOfPoints(pair));
  }
  return objects.size > 0 ? [...objects] : labels;
}

function entriesOf({ sides, labels, attribute }: ExportedDataset) {
  const text = (file: string) => [...sides[file === 'train.manifest' ? 'train' : 'validation'].values()].join('\n');
  const source: DatasetSource = {
    files: ['train.manifest', 'validation.manifest'],
    chunks: (file) => oneChunk(text(file)),
    text: async (file) => text(file),
    spool: async () => textSpool(),
    bytes: async () => undefined,
    imageSize: async () => undefined,
  };
  return readManifest(source, { attribute, labels }, choosePair);
}

/** Files in memory. */
class TextTarget implements DatasetTarget {
  readonly files = new Map<string, string>();

  async open(file: string) {
    const text = new GrowingText();
    return { write: text.write, end: () => this.write(file, text.value()) };
  }

  async write(file: string, content: string | Uint8Array) {
    this.files.set(file, typeof content === 'string' ? content : new TextDecoder().decode(content));
  }

  async spool() {
    return textSpool();
  }
}

function textSpool(): Spool {
  const text = new GrowingText();
  return { write: text.write, takeBack: () => oneChunk(text.value()) };
}

class GrowingText {
  readonly #decoder = new TextDecoder();
  #text = '';

  readonly write = (more: string | Uint8Array): undefined => {
    this.#text += typeof more === 'string' ? more : this.#decoder.decode(more, { stream: true });
  };

  value() {
    return this.#text;
  }
}
