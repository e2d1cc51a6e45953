import type { MachineKind } from '../shared/domain/automatic-labeling/kinds/machine-kind.ts';
import { MACHINE_KINDS } from '../shared/domain/automatic-labeling/kinds/machine-kinds.ts';
import { sketchMask } from '../shared/domain/automatic-labeling/mask-sketch.ts';

/** What people and models say of simulated images that show one object of a class each. */
export interface SimulatedSubject {
  kind: MachineKind;
  /** A label of people. */
  truth(class_id: number, isWrong: boolean): unknown;
  /** A model's answer, as the kind keeps it. @param confidence 0..1: how sure it is */
  said(class_id: number, isWrong: boolean, confidence: number): unknown;
}

const PLACE = { left: 10, top: 10, width: 80, height: 60 };
const leftOf = (isWrong: boolean) => (isWrong ? 300 : PLACE.left);

/** A probability of which `confidence` is how far it is above a guess. */
const probability = (confidence: number) => (1 + confidence) / 2;

/** The class that nothing shows. */
const NO_CLASS = 2;

const SIZE = { width: 64, height: 48 };

/** The object's rectangle, a tenth of its size. */
function paint(class_id: number, isWrong: boolean) {
  const pixels = new Uint8Array(SIZE.width * SIZE.height);
  const left = leftOf(isWrong) / 10;
  for (let y = PLACE.top / 10; y < (PLACE.top + PLACE.height) / 10; y++)
    pixels.fill(class_id + 1, y * SIZE.width + left, y * SIZE.width + left + PLACE.width / 10);
  return sketchMask({ ...SIZE, pixels });
}

const colour = (name: string, confidence: number) => ({ 'class-name': name, 'hex-color': '#ffffff', confidence });

export const SUBJECTS: Record<string, SimulatedSubject> = {
  boxes: {
    kind: MACHINE_KINDS['object-detection'],
    truth: (class_id, isWrong) => [{ class_id, ...PLACE, left: leftOf(isWrong) }],
    said: (class_id, isWrong, confidence) => ({
      ...{ width: 640, height: 480 },
      boxes: [{ class_id, ...PLACE, left: leftOf(isWrong), confidence }],
    }),
  },
  classes: {
    kind: MACHINE_KINDS['image-classification'],
    truth: (class_id, isWrong) => (isWrong ? NO_CLASS : class_id),
    said: (class_id, isWrong, confidence) => ({
      classes: [
        { class_id: isWrong ? NO_CLASS : class_id, confidence: probability(confidence) },
        { class_id: 1 - class_id, confidence: 1 - probability(confidence) },
      ],
    }),
  },
  masks: {
    kind: MACHINE_KINDS['semantic-segmentation'],
    truth: paint,
    said: (class_id, isWrong, confidence) => ({
      answer: 's3://bucket/answer',
      colours: {
        '0': colour('BACKGROUND', 1),
        [class_id + 1]: colour(`class ${class_id}`, probability(confidence)),
      },
      sketch: paint(class_id, isWrong),
    }),
  },
};
