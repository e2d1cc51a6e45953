import type { DatasetFormat } from '../format.ts';
import { headsOf } from '../glance.ts';
import { groundTruthReader, MANIFEST } from './ground-truth-reader.ts';
import { groundTruthWriter } from './ground-truth-writer.ts';
import { rekognitionReader, rekognitionWriter } from './rekognition.ts';
import { checkRekognitionLines } from './rekognition-lines.ts';
import { SAGEMAKER_CHANNELS, sagemakerReader, sagemakerWriter } from './sagemaker.ts';
import { seqLabelReader } from './seq-label.ts';
import { seqLabelWriter } from './seq-label-writer.ts';

const SIDES = 'a manifest a side (`train.manifest`)';

export const groundTruth: DatasetFormat = {
  name: 'ground-truth',
  title: 'Ground Truth augmented manifest',
  async recognise(place) {
    if (place.files.every((file) => MANIFEST.test(file))) return 'maybe';
    const heads = await headsOf(place, /\.(manifest|jsonl|ndjson|json|txt)$/i);
    return heads.some((text) => /^\s*\{[^\n]*"(source|source-ref)"\s*:/.test(text)) ? 'maybe' : 'no';
  },
  reader: groundTruthReader,
  writer: groundTruthWriter,
  sides: SIDES,
};

/** Several image classifications of one time on a line are the labels of one image there. */
function isOfSeveralLabels(text: string): boolean {
  const line = text.slice(0, text.search(/\r?\n|$/));
  const names = [...line.matchAll(/"([^"]+)-metadata"\s*:\s*\{[^{}]*?"class-name"\s*:\s*"([^"]*)"/g)];
  const dates = new Set([...line.matchAll(/"creation-date"\s*:\s*"([^"]*)"/g)].map(([, date]) => date));
  const isNamedByLabel = names.every(([, attribute, label]) => attribute!.includes(label!) || /\d$/.test(attribute!));
  return names.length > 1 && dates.size <= 1 && isNamedByLabel;
}

export const rekognition: DatasetFormat = {
  name: 'rekognition',
  title: 'Rekognition Custom Labels manifest',
  recognise: async (place) => ((await headsOf(place, MANIFEST)).some(isOfSeveralLabels) ? 'surely' : 'no'),
  reader: rekognitionReader,
  writer: rekognitionWriter,
  check: checkRekognitionLines,
  sides: SIDES,
};

export const sagemaker: DatasetFormat = {
  name: 'sagemaker',
  title: "SageMaker's built-in algorithms",
  recognise: async ({ files }) =>
    files.includes(SAGEMAKER_CHANNELS) && files.some((file) => MANIFEST.test(file)) ? 'surely' : 'no',
  reader: sagemakerReader,
  writer: sagemakerWriter,
  sides: SIDES,
};

export const seqLabel: DatasetFormat = {
  name: 'seq-label',
  title: 'Ground Truth video SeqLabel.json',
  recognise: async (place) =>
    (await headsOf(place, /\.json$/i)).some((text) => /"(tracking|detection)-annotations"\s*:/.test(text))
      ? 'surely'
      : 'no',
  reader: seqLabelReader,
  writer: seqLabelWriter,
  sides: '',
};
