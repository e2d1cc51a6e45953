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
  /** Words that people marked it with; absent: none. */
  tags?: readonly string[];
}

/** How many images of the whole dataset version there are of each value that a gallery is narrowed to. */
export type GalleryFacets = Record<'label' | 'split' | 'by' | 'batch' | 'tag', Record<string, number>>;

/** A part of what fits, in the order that was asked for. */
export interface GalleryPage {
  /** Images that fit. */
  total: number;
  images: GalleryImage[];
  facets: GalleryFacets;
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

/** What a model said of an image. */
export interface StoryPrediction {
  /** Null: the champion of that time, as a proposal to workers. */
  modelName: string | null;
  /** The batch whose workers saw it; null where the model was being judged. */
  batchId: string | null;
  /** The dataset version that the model learned from, where its name is known. */
  datasetVersion: number | null;
  /** It serves now. */
  isChampion: boolean;
  /** ISO 8601. */
  at: string;
  /** Its boxes of which it is at least fairly sure; null where it answers something else. */
  shapes: GalleryShape[] | null;
  /** The answer as it came, cut after 2,000 characters. */
  raw: string;
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
  /** What every model since said of it, the oldest first. */
  predictions: StoryPrediction[];
  tags: string[];
}

/** An image beside one that it is like. */
export interface SimilarImage {
  sha256: string;
  key: string;
  /** Pixels. */
  width: number;
  height: number;
  /** The file name that the image was dropped under. */
  name: string;
  split: 'train' | 'validation';
  outcome: 'pending' | 'batched' | 'labeled' | 'needsAttention';
  /** -1 .. 1: cosine from the mean of the project's images. */
  similarity: number;
  /** It shows the same picture. */
  isCopy: boolean;
}
