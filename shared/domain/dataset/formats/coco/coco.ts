import type { DatasetFormat } from '../format.ts';
import { headsOf } from '../glance.ts';
import { cocoReader } from './coco-reader.ts';
import { cocoWriter } from './coco-writer.ts';

/** Label Studio puts its classes into a file of this name beside YOLO's labels, under COCO's words. */
const NOTES = /(^|\/)notes\.json$/;

export const coco: DatasetFormat = {
  name: 'coco',
  title: 'COCO JSON',
  async recognise({ files, head }) {
    const place = { files: files.filter((file) => !NOTES.test(file)), head };
    const objects = (await headsOf(place, /\.json$/i)).filter((text) => /^\s*\{/.test(text));
    if (objects.some((text) => /"(images|categories)"\s*:\s*\[/.test(text))) return 'surely';
    return objects.some((text) => /"annotations"\s*:\s*\[/.test(text)) ? 'maybe' : 'no';
  },
  reader: cocoReader,
  writer: cocoWriter,
  sides: 'a file a side (`instances_train.json`), or a folder a side',
};
