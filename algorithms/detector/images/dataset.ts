import { type BoxAnnotation, boundingBoxLabelSchema } from '../../../shared/contracts/manifest-line.ts';
import { parse } from '../../../shared/contracts/parse.ts';
import { uncheckedLabels } from '../../../shared/domain/batches/unchecked-labels.ts';
import { isByMachine } from '../../../shared/domain/labeling/by-machine.ts';
import type { ImageSize } from '../../../shared/domain/shapes/image-size.ts';
import { readImage } from '../../images/image-file.ts';
import { fourAtATime, readLabeledLines } from '../../images/labeled-lines.ts';
import type { Example } from './augmentation.ts';

/** One labeled image of a manifest; boxes in pixels of the upright image. No boxes: it shows none of the objects. */
export interface LabeledFile extends ImageSize {
  file: string;
  boxes: BoxAnnotation[];
  /** Ids of the labels that nobody looked for on it. */
  unchecked: number[];
  byMachine?: boolean;
}

export interface LabeledFiles {
  files: LabeledFile[];
  /** Lines without a label: their labeling failed. */
  skipped: number;
  /** Hash of the manifests: another dataset must not resume this one's checkpoint. */
  hash: string;
}

const DEGENERATE = 2;

/**
 * Reads every manifest of a channel's folder. Images are found in `imageFolders` by the base name of `source-ref`.
 * @throws InvalidDocumentError for a broken line, ObjectMissingError for an image that is in no folder
 */
export async function readLabeledFiles(
  channelFolder: string,
  imageFolders: readonly string[],
  attribute: string,
  labels: readonly string[],
): Promise<LabeledFiles> {
  const { lines, skipped, hash } = await readLabeledLines(channelFolder, imageFolders, attribute, (line, where) => {
    const label = parse(boundingBoxLabelSchema, line[attribute], `${where}: ${attribute}`);
    const { width, height } = label.image_size[0]!;
    const boxes = usable(label.annotations, labels.length);
    const metadata = line[`${attribute}-metadata`];
    return {
      ...{ width, height, boxes, unchecked: uncheckedLabels(metadata, labels) },
      ...(isByMachine(metadata) && { byMachine: true }),
    };
  });
  return { files: lines.map(({ file, label }) => ({ file, ...label })), skipped, hash };
}

/** Decodes each image once, scaled to the frame; four at a time. */
export async function loadExamples(
  files: readonly LabeledFile[],
  frame: ImageSize,
  onProgress: (done: number) => void,
): Promise<Example[]> {
  return fourAtATime(
    files,
    async ({ file, boxes, unchecked, byMachine }) => {
      const { pixels, width, height, original } = await readImage(file, frame);
      const scaled = boxes.map((box) => scaleBox(box, original, { width, height }));
      return { pixels, width, height, boxes: scaled, unchecked, ...(byMachine && { byMachine }) };
    },
    onProgress,
  );
}

/** Without boxes that are too small to be drawn, or of labels that are none. */
export const usable = (boxes: readonly BoxAnnotation[], labels: number) =>
  boxes.filter(
    (box) => box.width >= DEGENERATE && box.height >= DEGENERATE && box.class_id >= 0 && box.class_id < labels,
  );

function scaleBox(box: BoxAnnotation, from: ImageSize, to: ImageSize): BoxAnnotation {
  const x = to.width / from.width;
  const y = to.height / from.height;
  return { class_id: box.class_id, left: box.left * x, top: box.top * y, width: box.width * x, height: box.height * y };
}
