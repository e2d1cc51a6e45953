import { stemOf } from '../../image-names.ts';
import type { DatasetFormat, Glance, Recognition } from '../format.ts';
import { yoloObbWriter } from './yolo-obb-writer.ts';
import { yoloPoseWriter } from './yolo-pose-writer.ts';
import { IMAGE, isLabelFile, yoloClassifyReader, yoloReader } from './yolo-reader.ts';
import { darknetWriter, IMAGE_LIST, yoloClassifyWriter, yoloSegmentWriter, yoloWriter } from './yolo-writer.ts';

/** Any of these beside label files makes a YOLO dataset: Ultralytics', labelImg's and Label Studio's, Darknet's. */
const CLASS_FILES = /(^|\/)(classes\.txt|[^/]+\.names|[^/]+\.ya?ml)$/;
const DARKNET_FILES = /(^|\/)[^/]+\.(data|names)$/;
const LOOKED_AT = 50;

/** Whether some text file beside an image, or below `labels/`, has lines as YOLO's labels are. */
async function hasLabelLines({ files, head }: Glance): Promise<boolean> {
  const stems = new Set(files.filter((file) => IMAGE.test(file)).map(stemOf));
  const candidates = files.filter((file) => isLabelFile(file) || (/\.txt$/i.test(file) && stems.has(stemOf(file))));
  for (const file of candidates.slice(0, LOOKED_AT))
    if (/^\uFEFF?\s*\d+[ \t,]+[-.\d]+[ \t,]+[-.\d]+/.test(await head(file))) return true;
  return candidates.length > 0 && files.some((file) => CLASS_FILES.test(file));
}

async function recogniseYolo(place: Glance): Promise<Recognition> {
  if (place.files.some((file) => DARKNET_FILES.test(file))) return 'no';
  if (place.files.some((file) => /(^|\/)(data|dataset)\.ya?ml$/.test(file))) return 'surely';
  return (await hasLabelLines(place)) ? 'surely' : 'no';
}

export const yolo: DatasetFormat = {
  name: 'yolo',
  title: 'YOLO, Ultralytics detect',
  recognise: recogniseYolo,
  reader: yoloReader,
  writer: yoloWriter,
  sides: '`train`, `val` and `test` of data.yaml, or a folder a side',
};

export const yoloSegment: DatasetFormat = {
  name: 'yolo-segment',
  title: 'YOLO, Ultralytics segment',
  reader: yoloReader,
  writer: yoloSegmentWriter,
  sides: yolo.sides,
};

export const yoloObb: DatasetFormat = {
  name: 'yolo-obb',
  title: 'YOLO, Ultralytics OBB',
  reader: yoloReader,
  writer: yoloObbWriter,
  sides: yolo.sides,
};

export const yoloPose: DatasetFormat = {
  name: 'yolo-pose',
  title: 'YOLO, Ultralytics pose',
  reader: yoloReader,
  writer: yoloPoseWriter,
  sides: yolo.sides,
};

export const yoloClassify: DatasetFormat = {
  name: 'yolo-classify',
  title: 'YOLO, Ultralytics classify',
  recognise: async ({ files }) =>
    files.includes('classes.txt') && files.includes(IMAGE_LIST)
      ? 'surely'
      : files.some((file) => /(^|\/)(train|val|valid|test)\/[^/]+\/[^/]+$/i.test(file) && IMAGE.test(file))
        ? 'maybe'
        : 'no',
  reader: yoloClassifyReader,
  writer: yoloClassifyWriter,
  sides: 'a folder a side',
};

export const darknet: DatasetFormat = {
  name: 'darknet',
  title: 'YOLO, Darknet',
  recognise: async ({ files }) => (files.some((file) => DARKNET_FILES.test(file)) ? 'surely' : 'no'),
  reader: yoloReader,
  writer: darknetWriter,
  sides: 'the lists that `obj.data` names (`train.txt`, `valid.txt`)',
};
