import type { PngCodec } from '../../images/png-pixels.ts';
import type { ImageSize } from '../../shapes/image-size.ts';
import type { ClassIds } from '../class-ids.ts';
import type { ClassMap, ClassOrigin } from '../class-map.ts';
import type { DatasetProblem, Entry, ImageRecord, Split } from '../image-record.ts';

/** Where a dataset is read from; the caller knows disks and buckets. Paths are relative to the source, with `/`. */
export interface DatasetSource {
  /** The one file that was named, or every file below the folder, sorted. */
  files: readonly string[];
  /** The file's bytes as they come; each chunk is good until the next one is asked for. */
  chunks(file: string): AsyncIterable<Uint8Array>;
  text(file: string): Promise<string>;
  /** For what must be sorted before it can be read, and is too large to be held. */
  spool(): Promise<Spool>;
  /** The bytes behind a reference that a label names (image, mask, sequence); undefined when they are not to be had. */
  bytes(ref: string): Promise<Uint8Array | undefined>;
  /** Pixels of an image, upright; undefined when it is not to be had. */
  imageSize(ref: string): Promise<ImageSize | undefined>;
}

export interface ReadOptions {
  /** The label attribute to read; undefined = the newest of each line. */
  attribute: string | undefined;
  /** Classes that the caller already knows; sources that carry ids only are read with them. */
  labels: readonly string[] | undefined;
  /** Is told the class ids that lines carry, each at least once; by readers that have `carriesClassIds`. */
  classIds?: ClassIds;
}

/** Reads one format. Entries come some at a time, in the source's order. */
export interface DatasetReader {
  /** The class order is what the lines say: `classes` reads them all, and `read` tells it on the way. */
  carriesClassIds?: true;
  /** The source's own class order, where it has one. */
  classes?(source: DatasetSource, options: ReadOptions): Promise<{ labels: string[]; origin: ClassOrigin } | undefined>;
  read(source: DatasetSource, options: ReadOptions): AsyncIterable<Entry[]>;
}

/** A file that grows. `write` gives a promise only when the caller should wait for the disk. */
export interface OutputFile {
  /** Bytes are copied: the caller may use them again. */
  write(content: string | Uint8Array): Promise<void> | undefined;
  end(): Promise<void>;
}

/** What comes back out when it is all there: for documents whose parts grow side by side. */
export interface Spool {
  write(content: string | Uint8Array): Promise<void> | undefined;
  /** Gives everything back, once, and removes it. */
  takeBack(): AsyncIterable<Uint8Array>;
}

/** Where a dataset is written to. Paths are relative, with `/`. */
export interface DatasetTarget {
  open(file: string): Promise<OutputFile>;
  write(file: string, content: string | Uint8Array): Promise<void>;
  spool(): Promise<Spool>;
}

export interface WriteOptions {
  classes: ClassMap;
  /** Name of the label attribute, where the format has one. */
  attribute: string;
  /** For labels that carry no time or job of their own; ISO 8601. */
  createdAt: string;
  jobName: string;
  /** Put before image references that are no S3 URI, where the format wants URIs. */
  imagePrefix: string;
  report(problem: Omit<DatasetProblem, 'kind' | 'file' | 'line'>): void;
  bytes: DatasetSource['bytes'];
  imageSize: DatasetSource['imageSize'];
  png: PngCodec;
  /** Formats that want the images beside the labels copy them. */
  copyImages: boolean;
}

export interface OpenWriter {
  /** Gives a promise only when there is something to wait for. */
  add(record: ImageRecord): Promise<void> | undefined;
  end(): Promise<void>;
}

/** What a label can carry beyond its name and place. */
export type Trait =
  | 'boxes'
  | 'polygons'
  | 'masks'
  | 'classes'
  | 'confidence'
  | 'provenance'
  | 'negatives'
  | 'attributes'
  | 'tracks'
  | 'image paths'
  | 'splits'
  | 'unlabeled images'
  | 'checked labels'
  | 'attributes of the line'
  | 'keypoints'
  | 'other labels'
  | 'other tasks';

export interface DatasetWriter {
  /** What the format keeps; anything else that the records have is reported as lost. */
  keeps: ReadonlySet<Trait>;
  /**
   * The image's pixels: `must` be known, or the image is lost; `should` be, or the format is incomplete; `need not`.
   */
  size: 'must' | 'should' | 'need not';
  /** It writes masks as shapes: those that are files come to it pixel by pixel. */
  readsMasks?: true;
  open(target: DatasetTarget, options: WriteOptions): Promise<OpenWriter>;
}

/** What can be seen of a place before its format is known. */
export interface Glance {
  /** The one file that was named, or every file below the folder, sorted. */
  files: readonly string[];
  /** The first characters of a file: 64 KB at most. */
  head(file: string): Promise<string>;
}

/** `maybe`: unless another format is sure of it. */
export type Recognition = 'surely' | 'maybe' | 'no';

/** All that the product knows of a format: names, recognition and the docs' table come from here. */
export interface DatasetFormat {
  /** The name that `--from`, `--to` and project.json use. */
  name: string;
  title: string;
  /** Whether the files are of this format; formats that only a person can tell from another have none. */
  recognise?(place: Glance): Promise<Recognition>;
  reader?: DatasetReader;
  writer?: DatasetWriter;
  /** What the format's own consumer would refuse of files as they lie there, by line. */
  check?(source: DatasetSource): AsyncIterable<DatasetProblem[]>;
  /** How an image's side is known, for the docs; empty where the format has no sides. */
  sides: string;
}

/** The split that a record goes to when a format asks for one. */
export const splitOrTrain = ({ split }: ImageRecord): Split => split ?? 'train';
