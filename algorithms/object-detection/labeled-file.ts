import type { BoundingBoxLabel } from '../../shared/contracts/manifest-line.ts';
import { type LabeledFile, usable } from '../detector/images/dataset.ts';
import { ClientError } from './client-error.ts';
import type { BuiltInHyperparameters } from './hyperparameters.ts';

const NUMBERS_PER_BOX = 5;
const HEADER_NUMBERS = 2;

/**
 * An image and its label, as far as the hyperparameters allow.
 * @param what names the label for messages
 * @throws ClientError
 */
export function labeledFile(
  file: string,
  { image_size: [size], annotations }: BoundingBoxLabel,
  what: string,
  { classes, labelWidth }: BuiltInHyperparameters,
): LabeledFile {
  const stranger = annotations.find(({ class_id: id }) => id < 0 || id >= classes);
  if (stranger) throw new ClientError(`${what} has the class_id ${stranger.class_id}, but num_classes is ${classes}`);
  const numbers = NUMBERS_PER_BOX * annotations.length + HEADER_NUMBERS;
  if (numbers > labelWidth)
    throw new ClientError(
      `${what} has ${annotations.length} boxes: label_width must be ${numbers} or more, it is ${labelWidth}`,
    );
  const { width, height } = size!;
  return { file, width, height, boxes: usable(annotations, classes), unchecked: [] };
}
