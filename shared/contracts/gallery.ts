/** An object of an image, pixels, left top origin. */
export interface GalleryShape {
  label: string;
  left: number;
  top: number;
  width: number;
  height: number;
  confidence: number | null;
  /** Rings: x1, y1, x2, y2, … each; absent: a box. */
  polygons?: number[][];
  /** Its key points, as an SVG path. */
  pose?: string;
}

/** A labeled part of a text, in Unicode code points; the end is exclusive. */
export interface GallerySpan {
  label: string;
  startOffset: number;
  endOffset: number;
  confidence: number | null;
}

/** A text as the gallery shows it. */
export interface GalleryText {
  /** Its beginning, where it is long. */
  shown: string;
  /** Code points of the whole text. */
  characters: number;
  /** Those that begin in what is shown, by place. */
  spans: GallerySpan[];
}

/** A labeled image or text as the newest dataset version has it. */
export interface GalleryImage {
  sha256: string;
  key: string;
  split: 'train' | 'validation';
  /** Pixels; null where the label does not say. */
  width: number | null;
  height: number | null;
  shapes: GalleryShape[];
  /** Classes of the whole image or text. */
  classes: string[];
  /** What a text says; absent: an image. */
  text?: GalleryText;
  /** The lowest of its objects or classes; null where none says. */
  confidence: number | null;
  by: 'human' | 'machine';
  /** The batch in which it was labeled; null where the label came from elsewhere. */
  batchId: string | null;
  createdAt: string;
}

/** A part of what fits, in the order that was asked for. */
export interface GalleryPage {
  /** Images that fit. */
  total: number;
  images: GalleryImage[];
  /** All batches of the dataset's labels, newest first. */
  batches: string[];
  /** The dataset is being read: these are some of its images, in an order that may change. */
  isPartial?: true;
}

/** What one worker answered. */
export interface StoryAnswer {
  workerId: string;
  /** The worker's name; null where nobody tells it. */
  worker: string | null;
  /** Where the answer is boxes. */
  shapes: GalleryShape[] | null;
  /** Where it is parts of a text. */
  spans?: GallerySpan[];
  /** The answer as it was sent, cut after 2,000 characters. */
  raw: string;
}

/** What one worker said who declined the image. */
export interface StoryDecline {
  worker: string;
  reason: string;
  /** ISO 8601. */
  at: string;
}

/** Everything that is known of one image. */
export interface ImageStory {
  sha256: string;
  key: string;
  /** The file name that the image was dropped under. */
  name: string;
  bytes: number;
  /** The text itself, from its beginning; absent: an image. */
  text?: GalleryText;
  width: number;
  height: number;
  split: 'train' | 'validation';
  ingestedAt: string;
  outcome: 'pending' | 'batched' | 'labeled' | 'needsAttention' | 'forgotten';
  reason: string | null;
  /** Labeling attempts that ended without a label. */
  attempts: number;
  /** Oldest first, with what each worker said. */
  batches: Array<{ batchId: string; jobName: string; answers: StoryAnswer[]; declined: StoryDecline[] }>;
  /** The label in the newest dataset version; null without one. */
  label: GalleryImage | null;
  /** Versions that took labels of its batches. */
  versions: Array<{ datasetVersion: number; batchId: string; note: string | null }>;
}

/** An image beside one that it is like. */
export interface SimilarImage {
  sha256: string;
  key: string;
  /** The file name that the image was dropped under. */
  name: string;
  split: 'train' | 'validation';
  outcome: 'pending' | 'batched' | 'labeled' | 'needsAttention';
  /** -1 .. 1: cosine from the mean of the project's images. */
  similarity: number;
  /** It shows the same picture. */
  isCopy: boolean;
}
