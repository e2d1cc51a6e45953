import type { LabelCounts } from '../../contracts/dataset.ts';

/** A label as a manifest's line holds it: the attribute's value and `<attribute>-metadata`. */
export interface Label {
  value: unknown;
  metadata: object;
}

/** What merging must know of a task type: one file each beside this one. */
export interface LabelTask {
  /** The attribute of its labels. */
  attribute: string;
  /**
   * Reads a label as a labeling job wrote it, and leaves what belongs into a dataset.
   * @param what the line's name for messages
   * @throws InvalidDocumentError
   */
  read(label: { value: unknown; metadata: unknown }, what: string): Label;
  /** Counts labels of datasets. @param labels class names by id */
  count(dataset: Iterable<Label>, labels: readonly string[]): LabelCounts;
}
