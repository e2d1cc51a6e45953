import { ImageNames } from '../../image-names.ts';
import type { ImageRecord } from '../../image-record.ts';

/** Frames of one folder, in the order of their names. */
export interface ShelvedSequence {
  /** The folder's path; `sequence` for images without a folder. */
  name: string;
  frames: ImageRecord[];
}

/**
 * Puts images together that lie in one folder, for formats that have a document for each sequence. Frames come in any
 * order; numbers in their names count as numbers. Holds all records.
 */
export class SequenceShelf {
  readonly #names = new ImageNames();
  readonly #folders = new Map<string, ImageRecord[]>();

  add(record: ImageRecord): void {
    const path = this.#names.path(record.image);
    const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : 'sequence';
    const frames = this.#folders.get(folder);
    if (frames) frames.push(record);
    else this.#folders.set(folder, [record]);
  }

  *sequences(): Iterable<ShelvedSequence> {
    for (const [name, frames] of this.#folders)
      yield { name, frames: frames.sort((a, b) => byNumbers.compare(a.image, b.image)) };
  }
}

const byNumbers = new Intl.Collator('en', { numeric: true });
