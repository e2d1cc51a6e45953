import type { BoxAnnotation } from './manifest-line.ts';

/** An image by its hash, and where its bytes are to be had. */
interface ImagePlace {
  image: string;
  url: string;
}

/** What the process that learns while people label is told. */
export type ToAssistant =
  /** What a person said of an image: pixels of the upright image. */
  | ({ type: 'answer'; boxes: BoxAnnotation[] } & ImagePlace)
  /** Learn from the answers so far and suggest boxes for these images, one after the other. */
  | { type: 'suggest'; images: ImagePlace[] };

/** What it says. */
export type FromAssistant =
  /** Boxes for one image, the surest first; none where nothing is worth a look. */
  | { type: 'suggested'; image: string; boxes: Array<BoxAnnotation & { confidence: number }> }
  /** All that was asked for is done. */
  | { type: 'idle' };
