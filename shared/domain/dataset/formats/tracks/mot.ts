import { closeRecord } from '../../close-record.ts';
import { copyImage } from '../../copied-image.ts';
import { baseName } from '../../image-names.ts';
import { bareRecord, type Entry, type ImageRecord, problemAt } from '../../image-record.ts';
import { identityOfShape } from '../../track-identity.ts';
import type { DatasetFormat, DatasetReader, DatasetSource, DatasetWriter, ReadOptions } from '../format.ts';
import { MOST_FRAMES } from './cvat-track-reader.ts';
import { SequenceShelf, type ShelvedSequence } from './sequence-shelf.ts';

/** `gt/gt.txt` of a sequence, or a detector's or tracker's file. */
const ANNOTATIONS = /(^|\/)(gt|det)\/(gt|det)\.txt$/;
/** Classes of MOT16 and later, from 1: Milan et al., MOT16 (2016), table 5. */
const MOT_CLASSES = [
  'Pedestrian',
  'Person on vehicle',
  'Car',
  'Bicycle',
  'Motorbike',
  'Non motorized vehicle',
  'Static person',
  'Distractor',
  'Occluder',
  'Occluder on the ground',
  'Occluder full',
  'Reflection',
];

interface Sequence {
  file: string;
  /** The sequence's own folder, ending in `/`; empty at the top. */
  folder: string;
  labels: readonly string[];
  frames: number | undefined;
  width: number | undefined;
  height: number | undefined;
  imageOf(frame: number): string;
}

/**
 * MOT Challenge: a line an object and frame, `frame, id, left, top, width, height, confidence, class, visibility`, all
 * counted from 1, pixels too. Class names are those of `labels.txt`, of `--labels`, else of MOT16; frames without a
 * line are images without objects where `seqinfo.ini` says how many there are.
 * @see https://motchallenge.net/instructions/
 */
export const motReader: DatasetReader = {
  async classes(source, options) {
    const [file] = source.files.filter((each) => ANNOTATIONS.test(each));
    if (file === undefined) return undefined;
    return { labels: [...(await openSequence(file, source, options)).labels], origin: 'source' };
  },
  async *read(source, options) {
    const files = source.files.length === 1 ? source.files : source.files.filter((file) => ANNOTATIONS.test(file));
    for (const file of files) yield readSequence(await source.text(file), await openSequence(file, source, options));
  },
};

async function openSequence(file: string, source: DatasetSource, options: ReadOptions): Promise<Sequence> {
  const folder = file.replace(ANNOTATIONS, '$1');
  const textOf = async (name: string) => (source.files.includes(name) ? source.text(name) : undefined);
  const own = (await textOf(`${folder}gt/labels.txt`)) ?? (await textOf(`${folder}labels.txt`));
  const labels = own?.split(/\r?\n/).filter((line) => line.trim() !== '') ?? options.labels ?? MOT_CLASSES;
  const ini = await textOf(`${folder}seqinfo.ini`);
  const setting = (name: string) => new RegExp(`^\\s*${name}\\s*=\\s*(.*?)\\s*$`, 'im').exec(ini ?? '')?.[1];
  const number = (name: string) => Number(setting(name)) || undefined;
  const images = `${folder}${setting('imDir') ?? 'img1'}/`;
  const listed = new Map(
    source.files.flatMap((each) => {
      const [, digits] = each.startsWith(images) ? (/(\d+)\.[a-z]+$/i.exec(each) ?? []) : [];
      return digits === undefined ? [] : [[Number(digits), each] as const];
    }),
  );
  const extension = setting('imExt') ?? '.jpg';
  const imageOf = (frame: number) => listed.get(frame) ?? `${images}${String(frame).padStart(6, '0')}${extension}`;
  const frames = number('seqLength') ?? (listed.size > 0 ? Math.max(...listed.keys()) : undefined);
  return { file, folder, labels, frames, width: number('imWidth'), height: number('imHeight'), imageOf };
}

function readSequence(text: string, sequence: Sequence): Entry[] {
  const { file, frames, width, height, imageOf } = sequence;
  const records = new Map<number, { record: ImageRecord; problems: Entry[] }>();
  const recordOf = (frame: number) => {
    const known = records.get(frame);
    if (known) return known;
    const record: ImageRecord = { ...bareRecord(imageOf(frame), 'shapes'), width, height, annotatedBy: 'human' };
    record.extra = { 'frame-no': frame - 1 };
    const opened = { record, problems: [] as Entry[] };
    records.set(frame, opened);
    return opened;
  };
  const strays: Entry[] = [];
  for (const [at, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === '') continue;
    const lose = problemAt(file, at + 1);
    const fields = line.split(/[,\s]+/).filter((field) => field !== '');
    const [frame, id, left, top, boxWidth, boxHeight, confidence = 1, classId = 1, visibility] = fields.map(Number);
    if (!(Number.isInteger(frame) && frame! >= 1 && frame! <= MOST_FRAMES)) {
      strays.push(lose('lost', 'broken-line', `the line has no frame: ${JSON.stringify(line.slice(0, 80))}`));
      continue;
    }
    const { record, problems } = recordOf(frame!);
    const label = sequence.labels[classId - 1];
    const isWhole = fields.length >= 6 && [id, left, top, boxWidth, boxHeight].every(Number.isFinite);
    if (!isWhole) {
      const reason = `the line is no object of at least six numbers: ${JSON.stringify(line.slice(0, 80))}`;
      problems.push(lose('lost', 'broken-line', reason, record.image));
    } else if (label === undefined) {
      problems.push(lose('lost', 'unknown-class', `class ${classId} has no name; --labels names them`, record.image));
    } else {
      const extra = {
        ...(id! >= 0 && { 'object-id': String(id) }),
        // The benchmark's own way to say that an object is not scored.
        ...(confidence === 0 && { ignored: true }),
        ...(visibility !== undefined && visibility >= 0 && visibility !== 1 && { visibility }),
      };
      record.shapes.push({
        label,
        left: left! - 1,
        top: top! - 1,
        width: boxWidth!,
        height: boxHeight!,
        confidence: undefined,
        ...(Object.keys(extra).length > 0 && { extra }),
      });
    }
  }
  for (let frame = 1; frame <= Math.min(frames ?? 0, MOST_FRAMES); frame++) recordOf(frame);
  const ordered = [...records].sort(([a], [b]) => a - b);
  return [...strays, ...ordered.flatMap(([, { record, problems }]) => closeRecord(record, problems, problemAt(file)))];
}

/** One folder a sequence: `gt/gt.txt`, `gt/labels.txt`, `seqinfo.ini`, and `img1/` with `--copy-images`. */
export const motWriter: DatasetWriter = {
  keeps: new Set(['boxes', 'tracks', 'negatives', 'image paths']),
  size: 'need not',
  async open(target, options) {
    const shelf = new SequenceShelf();
    return {
      add: (record) => void shelf.add(record),
      async end() {
        for (const sequence of shelf.sequences()) {
          const { name, frames } = sequence;
          const extension = /\.[a-z0-9]+$/i.exec(baseName(frames[0]!.image))?.[0] ?? '.jpg';
          await target.write(`${name}/gt/gt.txt`, linesOf(sequence, options.classes.ids));
          await target.write(`${name}/gt/labels.txt`, `${options.classes.labels.join('\n')}\n`);
          await target.write(`${name}/seqinfo.ini`, infoOf(sequence, extension));
          for (const [at, { image }] of frames.entries())
            await copyImage(target, `${name}/img1/${String(at + 1).padStart(6, '0')}${extension}`, image, options);
        }
      },
    };
  },
};

function linesOf({ frames }: ShelvedSequence, ids: ReadonlyMap<string, number>): string {
  const numbers = new Map<string, number>();
  const lines: string[] = [];
  for (const [at, { shapes }] of frames.entries())
    for (const [place, shape] of shapes.entries()) {
      const id = identityOfShape(shape)?.['object-id'] ?? `${at}:${place}`;
      const number = numbers.get(id) ?? numbers.size + 1;
      numbers.set(id, number);
      const { left, top, width, height, label, extra } = shape;
      const visibility = typeof extra?.visibility === 'number' ? extra.visibility : 1;
      const isScored = extra?.ignored === true ? 0 : 1;
      lines.push(
        [at + 1, number, left + 1, top + 1, width, height, isScored, ids.get(label)! + 1, visibility].join(','),
      );
    }
  return lines.map((line) => `${line}\n`).join('');
}

const infoOf = ({ name, frames }: ShelvedSequence, extension: string) => `[Sequence]
name=${baseName(name)}
imDir=img1
frameRate=30
seqLength=${frames.length}
imWidth=${frames[0]!.width ?? 0}
imHeight=${frames[0]!.height ?? 0}
imExt=${extension}
`;

export const mot: DatasetFormat = {
  name: 'mot',
  title: 'MOT Challenge',
  recognise: async ({ files }) => (files.some((file) => ANNOTATIONS.test(file)) ? 'surely' : 'no'),
  reader: motReader,
  writer: motWriter,
  sides: '',
};
