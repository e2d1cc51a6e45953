import { readVocFile } from '../../shared/domain/dataset/formats/voc.ts';
import { type TrueBox, trueBoxes } from './labeled-box.ts';

/** The boxes of one Pascal VOC file; none when it is broken. */
export function parseVoc(xml: string): { boxes: TrueBox[] } {
  const record = readVocFile(xml, '').find((entry) => entry.kind !== 'problem');
  return { boxes: record ? trueBoxes(record) : [] };
}
