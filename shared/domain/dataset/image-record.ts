import type { BoundingBox } from '../shapes/bounding-box.ts';
import type { RunLengthMask } from '../shapes/run-length.ts';
import { readTextLine } from '../texts/text-line.ts';
import type { ObjectPose } from './pose.ts';

/** One object on an image, in pixels. With polygons or a mask, the box is the one around them. */
export interface Shape extends BoundingBox {
  label: string;
  /** 0..1; undefined where the source says none. */
  confidence: number | undefined;
  /** Rings of one object: x1, y1, x2, y2, … each. */
  polygons?: number[][];
  mask?: RunLengthMask;
  /** Named places on the object. */
  pose?: ObjectPose;
  /** What else the source says of it: object ids, attributes, flags. */
  extra?: Record<string, unknown>;
}

/** A label of the whole image. */
export interface ImageClass {
  label: string;
  confidence: number | undefined;
}

/** A mask of one class index per pixel, kept in a file of its own. */
export interface MaskFile {
  /** Where the PNG is. */
  ref: string;
  /** `label` undefined = background. */
  colours: Array<{ index: number; hex: string; label: string | undefined; confidence: number | undefined }>;
}

export type Split = 'train' | 'validation' | 'test';

/**
 * What is known of one image, whatever format it came from: the one shape between all readers and writers. `shapes`,
 * `class`, `classes` and `mask` are labels (of which `shapes: []` is one: nothing is there); the others are not.
 */
export interface ImageRecord {
  kind: 'shapes' | 'class' | 'classes' | 'mask' | 'unlabeled' | 'failed' | 'other';
  /** The name that the source gives the image: an S3 URI, a path, a file name. */
  image: string;
  /** Pixels as the annotator saw the image; undefined where the source does not say. */
  width: number | undefined;
  height: number | undefined;
  shapes: Shape[];
  classes: ImageClass[];
  mask?: MaskFile;
  annotatedBy: 'human' | 'machine' | undefined;
  /** ISO 8601, as the source spells it. */
  createdAt?: string;
  jobName?: string;
  split?: Split;
  /** Labels that the annotators had before them: the image says nothing about any other. Undefined = all. */
  checkedFor?: readonly string[];
  /** Why it is `failed`, or what `other` task it is. */
  reason?: string;
  /** Names of further labels on the source's line, which were not read. */
  otherLabels?: readonly string[];
  /** The whole line of an `other` task, as a manifest has it. */
  line?: Record<string, unknown>;
  /** Attributes of the source's line that are no label. */
  extra?: Record<string, unknown>;
}

/**
 * `lost`: something is not in the output; `changed`: it is there, but not as it was; `noted`: odd, and nothing was
 * lost.
 */
export type Severity = 'lost' | 'changed' | 'noted';

/** A trouble with a place and a reason: a value in the stream of records, never an end of it. */
export interface DatasetProblem {
  kind: 'problem';
  severity: Severity;
  /** Machine-readable, e.g. `broken-json`. */
  code: string;
  /** The file, relative to the source. */
  file: string;
  /** From 1; undefined for files that are not read by lines. */
  line: number | undefined;
  image?: string;
  /** Why, as people read it. */
  reason: string;
}

/** Makes the problems of one place. */
export const problemAt =
  (file: string, line?: number) =>
  (severity: Severity, code: string, reason: string, image?: string): DatasetProblem => ({
    kind: 'problem',
    severity,
    code,
    file,
    line,
    reason,
    ...(image !== undefined && { image }),
  });

export type ProblemMaker = ReturnType<typeof problemAt>;

export type Entry = ImageRecord | DatasetProblem;

export const isLabeled = ({ kind }: ImageRecord) =>
  kind === 'shapes' || kind === 'class' || kind === 'classes' || kind === 'mask';

/** What tells records apart: the image, and for lines of other tasks the line (several of one document). */
export const identityOf = ({ kind, image, line }: ImageRecord) =>
  kind === 'other' && line ? JSON.stringify(line) : image;

/** Every label name on the record, repetitions included. */
export function* labelsOf(record: ImageRecord): Generator<string> {
  for (const { label } of record.shapes) yield label;
  for (const { label } of record.classes) yield label;
  for (const { label } of record.mask?.colours ?? []) if (label !== undefined) yield label;
  const text = record.kind === 'other' && record.line && readTextLine(record.line);
  if (text) yield* text.classes ?? text.spans!.map(({ label }) => label);
}

/** The record as of an image that could not be labeled. */
export const withheld = (record: ImageRecord, reason: string): ImageRecord => ({
  ...record,
  kind: 'failed',
  shapes: [],
  classes: [],
  reason,
});

/** A record without any label yet. */
export const bareRecord = (image: string, kind: ImageRecord['kind']): ImageRecord => ({
  kind,
  image,
  width: undefined,
  height: undefined,
  shapes: [],
  classes: [],
  annotatedBy: undefined,
});
