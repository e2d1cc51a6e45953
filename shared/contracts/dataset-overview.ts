import type { DatasetSummary } from './dataset.ts';
import type { GalleryImage } from './gallery.ts';

/** One dataset version as the console shows it. */
export interface DatasetOverview {
  datasetVersion: number;
  folder: string;
  /** ISO 8601. */
  createdAt: string;
  train: number;
  validation: number;
  added: number;
  /** Where its labels came from, for people; null: a labeling job. */
  origin: string | null;
  /** Objects, or images, of each class. */
  perLabel: Record<string, number>;
  /** What `perLabel` counts. */
  counted: 'boxes' | 'polygons' | 'objects' | 'points' | 'entities' | 'images' | 'texts';
  /** Images on which there is nothing. */
  empty: number;
  humanAnnotated: number;
  machineAnnotated: number;
  /** Manifests, lists and exports. */
  bytes: number;
  exports: string[];
  summary: DatasetSummary;
}

/** What one version has that another has not. */
export interface DatasetDiff {
  from: number;
  to: number;
  added: number;
  removed: number;
  changed: number;
  unchanged: number;
  /** Classes of objects and images: those of `to` minus those of `from`. */
  perLabel: Record<string, number>;
  /** Some of the images that differ, the changed ones first. */
  images: Array<{ sha256: string; key: string; before: GalleryImage | null; after: GalleryImage | null }>;
}
