import { type ImageRecord, isLabeled } from '../../shared/domain/dataset/image-record.ts';
import { hash53 } from '../../shared/domain/dataset/seen-names.ts';
import type { DatasetInput } from './dataset-input.ts';

/**
 * `count` labeled images, spread over the whole dataset and the same ones every time: those of the smallest name
 * hashes, by name.
 */
export async function chooseRecords(input: DatasetInput, count: number): Promise<ImageRecord[]> {
  let chosen: Array<{ record: ImageRecord; place: number }> = [];
  for await (const batch of input.entries()) {
    for (const entry of batch)
      if (entry.kind !== 'problem' && isLabeled(entry)) chosen.push({ record: entry, place: hash53(entry.image) });
    if (chosen.length > count * 4) chosen = chosen.sort((a, b) => a.place - b.place).slice(0, count);
  }
  const best = chosen.sort((a, b) => a.place - b.place).slice(0, count);
  return best.map(({ record }) => record).sort((a, b) => (a.image < b.image ? -1 : 1));
}
