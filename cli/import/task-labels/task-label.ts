import type { ImageClass, ImageRecord, Severity, Shape } from '../../../shared/domain/dataset/image-record.ts';
import type { DrawnOn, UprightFile } from '../upright-file.ts';

/** A label as a labeling job of the project's task would have left it, on the upright image. */
export interface TaskLabel {
  /** The value of the label attribute; undefined where it is the place of the mask. */
  value: unknown;
  /** `<attribute>-metadata`, but for what every label has. */
  metadata: Record<string, unknown>;
  /** The PNG that is the label. */
  mask?: { png: Uint8Array; sha256: string };
  /** What is drawn, and what is said of the whole image. */
  shapes: Shape[];
  classes: ImageClass[];
}

/** Where a label's image is, and how the label lies on it. */
export interface LabelPlace {
  image: UprightFile;
  drawn: DrawnOn;
  /** The project's classes: order = class ids. */
  labels: readonly string[];
  /** Bytes of a file that the label names: a mask. */
  bytes(ref: string): Promise<Uint8Array | undefined>;
}

/** Something that is not in the label, or not as it was. */
export type Trouble = [severity: Severity, code: string, reason: string];

export interface ReadTaskLabel {
  /** Undefined: without what was lost the label would be untrue; people look at the image. */
  label: TaskLabel | undefined;
  troubles: Trouble[];
}

/** How labels of one type of task come into a project: one file each beside this one, listed in `task-labels.ts`. */
export interface TaskLabelReader {
  /** What it takes, and what brings it, for people: `one class an image: folders named by class, …`. */
  takes: string;
  carriers: string;
  /** Whether the label lies at places of the picture, which may be turned. */
  isPlaced: boolean;
  /** The kind of a record that says that nothing is there; undefined: such a label does not exist. */
  nothing: 'shapes' | 'classes' | undefined;
  /** Whether the record, which has a label, has one of this task. */
  holds(record: ImageRecord): boolean;
  /** What of a record must be on the project's list; undefined: the labels of its objects. */
  names?(record: ImageRecord, labels: readonly string[]): readonly string[];
  read(record: ImageRecord, place: LabelPlace): Promise<ReadTaskLabel>;
}
