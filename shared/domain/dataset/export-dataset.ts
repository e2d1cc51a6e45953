import { LABEL_ATTRIBUTE_NAME } from '../../contracts/label-attributes.ts';
import type { ExportFormat } from '../../contracts/project.ts';
import { classMap } from './class-map.ts';
import { cocoWriter } from './coco.ts';
import { writeDataset } from './convert.ts';
import { csvWriter } from './csv.ts';
import { cutLines, oneChunk } from './cut-lines.ts';
import type { DatasetSource, DatasetTarget, DatasetWriter } from './format.ts';
import { readManifest } from './ground-truth.ts';
import { choosePair } from './ground-truth-line.ts';
import { rekognitionWriter } from './rekognition.ts';
import { sagemakerWriter } from './sagemaker.ts';
import { vocWriter } from './voc.ts';
import { darknetWriter, yoloWriter } from './yolo.ts';

const writers: Record<ExportFormat, DatasetWriter> = {
  coco: cocoWriter,
  voc: vocWriter,
  yolo: yoloWriter,
  darknet: darknetWriter,
  csv: csvWriter,
  rekognition: rekognitionWriter,
  sagemaker: sagemakerWriter,
};

/**
 * A dataset version in other formats. The same lines give the same bytes: a repeated merge writes what is there already.
 * @param sides manifest lines by image
 * @param labels class order of the version
 * @returns path below the version's exports, and text; `<format>/loss.json` says what the format could not hold
 */
export async function exportDataset(
  formats: readonly ExportFormat[],
  sides: Record<'train' | 'validation', ReadonlyMap<string, string>>,
  labels: readonly string[],
): Promise<Array<[path: string, text: string]>> {
  const files: Array<[string, string]> = [];
  for (const format of new Set(formats)) {
    const target = new TextTarget();
    const problems: unknown[] = [];
    const nothing = async () => undefined;
    const { written, lost } = await writeDataset(entriesOf(sides, labels), {
      writer: writers[format],
      target,
      problem: (found) => problems.push(found),
      options: {
        classes: classMap(labels, 'given'),
        attribute: LABEL_ATTRIBUTE_NAME,
        createdAt: '',
        jobName: '',
        imagePrefix: '',
        report: (found) => problems.push(found),
        bytes: nothing,
        imageSize: nothing,
        png: { inflate: noPixels, deflate: noPixels, crc32: noPixels },
        copyImages: false,
      },
    });
    await target.write('loss.json', `${JSON.stringify({ written, lost, problems })}\n`);
    for (const [path, text] of target.files) files.push([`${format}/${path}`, text]);
  }
  return files;
}

/** The pipeline's projects label boxes; masks have no part in these exports. */
const noPixels = (): never => {
  throw new Error('exports of a dataset version hold no masks');
};

function entriesOf(sides: Record<'train' | 'validation', ReadonlyMap<string, string>>, labels: readonly string[]) {
  const text = (file: string) => [...sides[file === 'train.manifest' ? 'train' : 'validation'].values()].join('\n');
  const source: DatasetSource = {
    files: ['train.manifest', 'validation.manifest'],
    lines: (file) => cutLines(oneChunk(text(file))),
    text: async (file) => text(file),
    bytes: async () => undefined,
    imageSize: async () => undefined,
  };
  return readManifest(source, { attribute: LABEL_ATTRIBUTE_NAME, labels }, choosePair);
}

/** Files in memory. */
class TextTarget implements DatasetTarget {
  readonly files = new Map<string, string>();

  async open(file: string) {
    let text = '';
    return {
      write: (more: string) => {
        text += more;
        return undefined;
      },
      end: () => this.write(file, text),
    };
  }

  async write(file: string, content: string | Uint8Array) {
    this.files.set(file, typeof content === 'string' ? content : new TextDecoder().decode(content));
  }

  async spool() {
    let text = '';
    return {
      write: (more: string) => {
        text += more;
        return undefined;
      },
      async *takeBack() {
        yield text;
      },
    };
  }
}
