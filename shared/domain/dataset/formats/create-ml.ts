import { InvalidDocumentError } from '../../../errors.ts';
import { cutJson } from '../bytes/cut-json.ts';
import { parseOnce } from '../bytes/parse-once.ts';
import { TextBytes } from '../bytes/text-bytes.ts';
import { closeRecord } from '../close-record.ts';
import { copyImage } from '../copied-image.ts';
import { ImageNames, imageRef } from '../image-names.ts';
import { bareRecord, type Entry, type ImageRecord, problemAt, type Split } from '../image-record.ts';
import type { DatasetFormat, DatasetReader, DatasetWriter, OutputFile } from './format.ts';
import { filesNamed, recogniseByHead } from './glance.ts';
import { sideOfFile } from './sides.ts';

interface Annotation {
  label?: unknown;
  coordinates?: { x?: unknown; y?: unknown; width?: unknown; height?: unknown } | null;
}

/** Xcode's template says `imagefilename` and `annotation`, Apple's documentation `image` and `annotations`. */
interface Item {
  image?: unknown;
  imagefilename?: unknown;
  annotations?: unknown;
  annotation?: unknown;
}

/**
 * Create ML's object detection JSON: a list of images. `x` and `y` are the middle of a box, in pixels from the left top
 * corner.
 * @see https://developer.apple.com/documentation/createml/building-an-object-detector-data-source
 */
export const createMlReader: DatasetReader = {
  async *read(source) {
    for (const file of filesNamed(source, /\.json$/i)) {
      const split = sideOfFile(file);
      let index = 0;
      for await (const parts of cutJson(source.chunks(file), file))
        for (const { member, text } of parts) {
          if (member !== '') throw new InvalidDocumentError(`${file} is no list of images as Create ML has it`);
          yield readItem(text, index++, file, split);
        }
    }
  },
};

function readItem(text: string, index: number, file: string, split: Split | undefined): Entry[] {
  const problem = problemAt(file);
  let item: Item | null;
  try {
    item = parseOnce(text) as Item | null;
  } catch (error) {
    return [problem('lost', 'broken-json', `image ${index + 1} of the list: ${(error as Error).message}`)];
  }
  const named = item?.image ?? item?.imagefilename;
  if (typeof named !== 'string' || named === '')
    return [problem('lost', 'broken-image', `image ${index + 1} of the list has no "image"`)];
  const image = imageRef(named);
  const record: ImageRecord = { ...bareRecord(image, 'shapes'), ...(split && { split }) };
  const annotations = item?.annotations ?? item?.annotation;
  if (!Array.isArray(annotations)) return [problem('lost', 'broken-image', 'it has no list of annotations', image)];
  const entries: Entry[] = [];
  for (const [at, annotation] of (annotations as Array<Annotation | null>).entries()) {
    const { label, coordinates } = annotation ?? {};
    const { x, y, width, height } = (coordinates ?? {}) as Record<string, number>;
    if (typeof label === 'string' && [x, y, width, height].every(Number.isFinite))
      record.shapes.push({
        label,
        left: x! - width! / 2,
        top: y! - height! / 2,
        width: width!,
        height: height!,
        confidence: undefined,
      });
    else {
      const shown = JSON.stringify(annotation)?.slice(0, 120);
      entries.push(problem('lost', 'broken-box', `annotation ${at + 1} has no label, or no box: ${shown}`, image));
    }
  }
  return closeRecord(record, entries, problem);
}

const FOLDERS: Record<Split, string> = { train: 'train/', validation: 'valid/', test: 'test/' };

/** A list a side, `annotations.json`; Create ML looks for the images in the folder of their list. */
export const createMlWriter: DatasetWriter = {
  keeps: new Set(['boxes', 'negatives', 'splits']),
  size: 'need not',
  async open(target, options) {
    const names = new ImageNames();
    const out = new TextBytes();
    const lists = new Map<string, OutputFile>();
    return {
      async add(record) {
        const folder = record.split ? FOLDERS[record.split] : '';
        let list = lists.get(folder);
        out.text(list ? ',\n' : '[\n');
        if (!list) {
          list = await target.open(`${folder}annotations.json`);
          lists.set(folder, list);
        }
        const name = names.flat(record.image);
        out.text('{"image":').json(name).text(',"annotations":[');
        for (const [at, { label, left, top, width, height }] of record.shapes.entries()) {
          out
            .text(at > 0 ? ',{"label":' : '{"label":')
            .json(label)
            .text(',"coordinates":{"x":');
          out
            .number(left + width / 2)
            .text(',"y":')
            .number(top + height / 2);
          out.text(',"width":').number(width).text(',"height":').number(height).text('}}');
        }
        await list.write(out.text(']}').take());
        await copyImage(target, folder + name, record.image, options);
      },
      async end() {
        if (lists.size === 0) await target.write('annotations.json', '[]\n');
        for (const list of lists.values()) {
          await list.write('\n]\n');
          await list.end();
        }
      },
    };
  },
};

export const createMl: DatasetFormat = {
  name: 'create-ml',
  title: 'Create ML JSON',
  recognise: (place) =>
    recogniseByHead(
      place,
      /\.json$/i,
      (text) =>
        /^\s*\[\s*\{/.test(text) &&
        /"(image|imagefilename)"\s*:\s*"/.test(text) &&
        /"annotations?"\s*:\s*\[\s*(\]|\{\s*"(label|coordinates)")/.test(text),
    ),
  reader: createMlReader,
  writer: createMlWriter,
  sides: 'a folder a side, each with its list',
};
