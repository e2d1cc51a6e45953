import { cocoReader } from './coco/coco-reader.ts';
import { cocoWriter } from './coco/coco-writer.ts';
import { csvReader, csvWriter } from './csv.ts';
import { cvatReader } from './cvat.ts';
import type { DatasetReader, DatasetWriter } from './format.ts';
import { groundTruthReader } from './ground-truth/ground-truth-reader.ts';
import { groundTruthWriter } from './ground-truth/ground-truth-writer.ts';
import { rekognitionReader, rekognitionWriter } from './ground-truth/rekognition.ts';
import { sagemakerWriter } from './ground-truth/sagemaker.ts';
import { seqLabelReader } from './ground-truth/seq-label.ts';
import { labelStudioReader } from './label-studio/label-studio.ts';
import { vocReader, vocWriter } from './voc.ts';
import { yoloClassifyReader, yoloReader } from './yolo/yolo-reader.ts';
import { darknetWriter, yoloClassifyWriter, yoloSegmentWriter, yoloWriter } from './yolo/yolo-writer.ts';

/** Every format by the name that people give on the command line; `docs/dataset-formats.md` has a row for each. */
export const formats: Record<string, { title: string; reader?: DatasetReader; writer?: DatasetWriter }> = {
  'ground-truth': { title: 'Ground Truth augmented manifest', reader: groundTruthReader, writer: groundTruthWriter },
  coco: { title: 'COCO JSON', reader: cocoReader, writer: cocoWriter },
  voc: { title: 'Pascal VOC', reader: vocReader, writer: vocWriter },
  yolo: { title: 'YOLO, Ultralytics detect', reader: yoloReader, writer: yoloWriter },
  'yolo-segment': { title: 'YOLO, Ultralytics segment', reader: yoloReader, writer: yoloSegmentWriter },
  'yolo-classify': { title: 'YOLO, Ultralytics classify', reader: yoloClassifyReader, writer: yoloClassifyWriter },
  darknet: { title: 'YOLO, Darknet', reader: yoloReader, writer: darknetWriter },
  csv: { title: "CSV (AWS's annot.csv)", reader: csvReader, writer: csvWriter },
  rekognition: { title: 'Rekognition Custom Labels manifest', reader: rekognitionReader, writer: rekognitionWriter },
  sagemaker: { title: "SageMaker's built-in algorithms", reader: groundTruthReader, writer: sagemakerWriter },
  'label-studio': { title: 'Label Studio JSON', reader: labelStudioReader },
  cvat: { title: 'CVAT for images 1.1', reader: cvatReader },
  'seq-label': { title: 'Ground Truth video SeqLabel.json', reader: seqLabelReader },
};
