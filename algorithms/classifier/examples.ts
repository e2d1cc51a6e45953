import { classLabelSchema, classSetLabelSchema } from '../../shared/contracts/label-values.ts';
import { parse } from '../../shared/contracts/parse.ts';
import { uncheckedLabels } from '../../shared/domain/batches/unchecked-labels.ts';
import { isByMachine } from '../../shared/domain/labeling/by-machine.ts';
import type { ImageSize } from '../../shared/domain/shapes/image-size.ts';
import type { Picture } from '../images/augmentation.ts';
import { readImage } from '../images/image-file.ts';
import { fourAtATime, type LabeledLine, type LabeledLines, readLabeledLines } from '../images/labeled-lines.ts';
import type { Learning } from '../network/learning.ts';
import type { Counted } from '../network/trainer.ts';

/** What people said of an image. */
export interface ClassLabel extends Counted {
  /** Ids of its classes. */
  truth: number[];
  /** Ids of the classes that nobody looked for on it. */
  unchecked: number[];
}

/** The labels of a channel of either type of task. @throws InvalidDocumentError, ObjectMissingError */
export function readClassLabels(
  channelFolder: string,
  imageFolders: readonly string[],
  { labels, labelAttributeName, taskType }: Learning,
): Promise<LabeledLines<ClassLabel>> {
  return readLabeledLines(channelFolder, imageFolders, labelAttributeName, (line, where) => {
    const value = line[labelAttributeName];
    const what = `${where}: ${labelAttributeName}`;
    const ids =
      taskType === 'image-classification'
        ? [Number(parse(classLabelSchema, value, what))]
        : parse(classSetLabelSchema, value, what);
    const truth = ids.filter((id) => id >= 0 && id < labels.length);
    const metadata = line[`${labelAttributeName}-metadata`];
    return {
      ...{ truth, unchecked: uncheckedLabels(metadata, labels) },
      ...(isByMachine(metadata) && { byMachine: true }),
    };
  });
}

export interface ClassExample extends Picture, ClassLabel {}

/** Decodes each image once, scaled to the frame. */
export const loadClassExamples = (
  lines: ReadonlyArray<LabeledLine<ClassLabel>>,
  frame: ImageSize,
  onProgress: (done: number) => void,
): Promise<ClassExample[]> =>
  fourAtATime(
    lines,
    async ({ file, label }) => {
      const { pixels, width, height } = await readImage(file, frame);
      return { pixels, width, height, ...label };
    },
    onProgress,
  );
