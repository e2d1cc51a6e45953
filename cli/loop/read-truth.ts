import { stemOf } from '../../shared/domain/dataset/image-names.ts';
import { isLabeled } from '../../shared/domain/dataset/image-record.ts';
import { CommandError } from '../command.ts';
import { openInput } from '../dataset/dataset-input.ts';
import { type TrueBox, trueBoxes } from './labeled-box.ts';

/**
 * Reads the truth for a folder of images, in any format that `labelloop dataset` recognises (VOC, COCO, YOLO, a
 * manifest, …).
 * @returns boxes by the image's file name without its extension
 * @throws CommandError when there is no labeled image
 */
export async function readTruth(where: string): Promise<Map<string, TrueBox[]>> {
  const truth = new Map<string, TrueBox[]>();
  const input = await openInput(where, {});
  for await (const batch of input.entries())
    for (const entry of batch)
      if (entry.kind !== 'problem' && isLabeled(entry)) truth.set(stemOf(entry.image), trueBoxes(entry));
  if (truth.size) return truth;
  throw new CommandError('there is no truth here', {
    where,
    todo: 'name a folder with VOC XML files (one an image, same base name), COCO JSON or another labeled dataset by --truth',
  });
}
