import { coco } from './coco/coco.ts';
import { createMl } from './create-ml.ts';
import { csv } from './csv/csv.ts';
import { csvClasses } from './csv/csv-classes.ts';
import { cvat } from './cvat.ts';
import type { DatasetFormat, Glance } from './format.ts';
import { groundTruth, rekognition, sagemaker, seqLabel } from './ground-truth/ground-truth.ts';
import { labelStudio } from './label-studio/label-studio.ts';
import { maskPngs } from './mask-pngs.ts';
import { conll, huggingFace, spacy, textCsv } from './text/text-formats.ts';
import { cvatVideo } from './tracks/cvat-video.ts';
import { mot } from './tracks/mot.ts';
import { voc } from './voc.ts';
import { darknet, yolo, yoloClassify, yoloObb, yoloPose, yoloSegment } from './yolo/yolo.ts';

const all: readonly DatasetFormat[] = [
  groundTruth,
  coco,
  voc,
  yolo,
  yoloSegment,
  yoloObb,
  yoloPose,
  yoloClassify,
  darknet,
  csv,
  csvClasses,
  rekognition,
  sagemaker,
  createMl,
  labelStudio,
  cvat,
  maskPngs,
  seqLabel,
  mot,
  cvatVideo,
  conll,
  spacy,
  huggingFace,
  textCsv,
];

/** Every format by the name that people give on the command line; `docs/dataset-formats.md` has a row for each. */
export const formats: Readonly<Record<string, DatasetFormat>> = Object.fromEntries(
  all.map((format) => [format.name, format]),
);

/** The format that is sure of the files, else the first one that may be it. */
export async function recognise(place: Glance): Promise<DatasetFormat | undefined> {
  let possible: DatasetFormat | undefined;
  for (const format of all) {
    const answer = await format.recognise?.(place);
    if (answer === 'surely') return format;
    if (answer === 'maybe') possible ??= format;
  }
  return possible;
}
