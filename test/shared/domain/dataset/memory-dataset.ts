import { oneChunk } from '../../../../shared/domain/dataset/bytes/cut-lines.ts';
import { classMap } from '../../../../shared/domain/dataset/class-map.ts';
import { writeDataset } from '../../../../shared/domain/dataset/convert.ts';
import type {
  DatasetReader,
  DatasetSource,
  DatasetTarget,
  DatasetWriter,
  Spool,
  WriteOptions,
} from '../../../../shared/domain/dataset/formats/format.ts';
import {
  bareRecord,
  type DatasetProblem,
  type Entry,
  type ImageRecord,
} from '../../../../shared/domain/dataset/image-record.ts';
import { pngCodec } from '../../../../shared/handler/png-codec.ts';

export const png = pngCodec;

export type Files = Record<string, string | Uint8Array>;

/** Files in memory as a source; text comes in small chunks, so that lines and characters are cut everywhere. */
export function sourceOf(files: Files, size?: { width: number; height: number }): DatasetSource {
  const text = (file: string) =>
    typeof files[file] === 'string' ? (files[file] as string) : Buffer.from(files[file]!).toString();
  return {
    files: Object.keys(files).sort(),
    chunks: (file) => chunksOf(Buffer.from(files[file]!), 7),
    text: async (file) => text(file),
    spool: memorySpool,
    bytes: async (ref) => {
      const found = files[ref];
      return typeof found === 'string' ? Buffer.from(found) : found;
    },
    imageSize: async () => size,
  };
}

/** Into one buffer again and again, as files are read. */
export async function* chunksOf(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(length);
  for (let at = 0; at < bytes.length; at += length) {
    const part = bytes.subarray(at, at + length);
    buffer.set(part);
    yield buffer.subarray(0, part.length);
    buffer.fill(0);
  }
}

/** Reads everything. */
export async function read(reader: DatasetReader, source: DatasetSource, labels?: string[], attribute?: string) {
  const records: ImageRecord[] = [];
  const problems: DatasetProblem[] = [];
  for await (const batch of reader.read(source, { attribute, labels }))
    for (const entry of batch) (entry.kind === 'problem' ? problems : (records as Entry[])).push(entry);
  return { records, problems };
}

async function memorySpool(): Promise<Spool> {
  let text = '';
  return {
    write: (more) => {
      text += textOf(more);
      return undefined;
    },
    takeBack: () => oneChunk(text),
  };
}

const textOf = (content: string | Uint8Array) =>
  typeof content === 'string' ? content : Buffer.from(content).toString();

/** Writes everything. */
export async function write(
  writer: DatasetWriter,
  entries: readonly Entry[],
  labels: string[],
  changes: Partial<WriteOptions> = {},
) {
  const files: Files = {};
  const problems: Array<Omit<DatasetProblem, 'kind' | 'file' | 'line'>> = [];
  const target: DatasetTarget = {
    async open(file) {
      files[file] = '';
      return {
        write: (content) => {
          files[file] += textOf(content);
          return undefined;
        },
        end: async () => {},
      };
    },
    async write(file, content) {
      files[file] = content;
    },
    spool: memorySpool,
  };
  async function* batches() {
    yield structuredClone(entries) as Entry[];
  }
  const options: WriteOptions = {
    classes: classMap(labels, 'given'),
    attribute: 'labels',
    createdAt: '2026-05-20T00:00:00.000',
    jobName: 'labeling-job/test',
    imagePrefix: '',
    report: (problem) => problems.push(problem),
    bytes: async () => undefined,
    imageSize: async () => undefined,
    png,
    copyImages: false,
    ...changes,
  };
  const counts = await writeDataset(batches(), {
    writer,
    target,
    options,
    problem: (problem) => problems.push(problem),
  });
  return { files, counts, problems };
}

/** A record of boxes: `[label, left, top, width, height]`. */
export const boxes = (image: string, ...shapes: Array<[string, number, number, number, number]>): ImageRecord => ({
  ...bareRecord(image, 'shapes'),
  width: 640,
  height: 480,
  shapes: shapes.map(([label, left, top, width, height]) => ({
    label,
    left,
    top,
    width,
    height,
    confidence: undefined,
  })),
});
