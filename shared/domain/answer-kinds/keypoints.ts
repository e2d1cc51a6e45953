import { LABEL_ATTRIBUTE_NAME, PRE_LABEL_ATTRIBUTE_NAME } from '../../contracts/label-attributes.ts';
import { keypointLabelSchema } from '../../contracts/label-values.ts';
import {
  asSquares,
  consolidateKeypoints,
  type KeypointObject,
  type LabeledPoint,
  squareAround,
} from '../consolidation/drawn/keypoints.ts';
import { judgeShapes } from '../consolidation/judge-by-gold.ts';
import type { ImageSize } from '../shapes/image-size.ts';
import type { AnsweredObject, AnswerKind, Consolidate, InitialValue, Simulate } from './answer-kind.ts';
import { compareShapes } from './comparison.ts';
import { answerOfShapes, claimedShapes, weighShapes } from './drawn-shapes.ts';
import { classNamesOf, objectsOf, pixels, readSize } from './fields.ts';
import { hundredths, writeShapes } from './written-shapes.ts';

export interface KeypointsAnswer {
  kind: 'keypoints';
  size: ImageSize;
  keypoints: LabeledPoint[];
}

/** Two points as far apart as this share of the image's size (the root of its area) have nothing in common. */
const REACH = 0.05;

/** What a point has beside its label and place; where nothing is said of it, nothing is written. */
const ofObject = ({ visible, object }: { visible?: unknown; object?: unknown }) => ({
  ...(visible === false && { visible: false }),
  ...(typeof object === 'number' && Number.isInteger(object) && { object }),
});

const asFinding = ({ label, x, y }: LabeledPoint) => ({ label, shape: { x, y } });

/** The size that the first worker's page saw. */
const asKeypointObject = ({ objectId, answers }: AnsweredObject<KeypointsAnswer>): KeypointObject => ({
  objectId,
  size: answers[0]!.size,
  answers,
});

/** The key points that workers start from (`initial-value.ts`). */
export const initialKeypoints: InitialValue = (line, labels) => {
  const attribute = LABEL_ATTRIBUTE_NAME in line ? LABEL_ATTRIBUTE_NAME : PRE_LABEL_ATTRIBUTE_NAME;
  const label = keypointLabelSchema.safeParse(line[attribute]);
  if (!label.success) return undefined;
  const nameOf = classNamesOf(line, attribute, labels);
  return label.data.annotations.flatMap(({ class_id, x, y, ...more }) => {
    const name = nameOf(class_id);
    return name === undefined ? [] : { label: name, x, y, ...ofObject(more) };
  });
};

/** Keypoints of several workers -> labels (`consolidations.ts`). */
export const mergeKeypointsAnswers: Consolidate<KeypointsAnswer> = (objects, knowing) => {
  const { labels, state } = knowing;
  const found = consolidateKeypoints(objects.map(asKeypointObject), labels, state.keypoints);
  return {
    labels: found.objects.map(({ keypoints: consensus }, at) =>
      writeShapes(consensus, objects[at]!.answers, knowing, {
        annotationOf: ({ x, y, ...more }) => ({ x: hundredths(x), y: hundredths(y), ...ofObject(more) }),
        type: 'groundtruth/custom',
        more: { 'keypoint-schema': { names: labels } },
      }),
    ),
    learnt: { keypoints: found.contribution },
  };
};

/** The middle of each box that they would draw, one object a box. */
export const simulateKeypoints: Simulate = ({ size, boxes }) => ({
  keypoints: boxes.map(({ label, left, top, width, height }, at) => ({
    label,
    object: at + 1,
    x: Math.round(left + width / 2),
    y: Math.round(top + height / 2),
  })),
  inputImageProperties: size,
});

/** Named points: `crowd-keypoint`. */
export const keypoints: AnswerKind<KeypointsAnswer> = {
  elements: ['crowd-keypoint'],

  read(fields, labels) {
    const size = readSize(fields);
    if (!size || !Array.isArray(fields.keypoints)) return undefined;
    const set = objectsOf(fields.keypoints).flatMap(({ label, ...place }) => {
      if (typeof label !== 'string' || !labels.includes(label)) return [];
      const [x, y] = [pixels(place.x), pixels(place.y)];
      return x >= 0 && y >= 0 && x <= size.width && y <= size.height ? { label, x, y, ...ofObject(place) } : [];
    });
    return answerOfShapes({ kind: 'keypoints', size, keypoints: set }, set.length, fields.keypoints);
  },

  known({ value }, { nameOf }) {
    const label = keypointLabelSchema.safeParse(value);
    if (!label.success) return undefined;
    const { image_size, annotations } = label.data;
    const known = annotations.map(({ class_id, x, y, ...more }) => ({
      ...{ label: nameOf(class_id), x, y },
      ...ofObject(more),
    }));
    return { kind: 'keypoints', size: image_size[0]!, keypoints: known };
  },

  compare(given, known) {
    const reach = REACH * Math.sqrt(known.size.width * known.size.height);
    return compareShapes(given?.keypoints.map(asFinding), known.keypoints.map(asFinding), (one, other) =>
      Math.max(0, 1 - Math.hypot(one.x - other.x, one.y - other.y) / reach),
    );
  },

  truth: ({ size, keypoints: known }) => ({
    boundingBoxes: known.map((point) => ({ label: point.label, ...squareAround(point, size) })),
  }),

  judge(label, truth, labels) {
    if (!('boundingBoxes' in truth)) return [];
    const { image_size } = keypointLabelSchema.parse(label.value);
    return judgeShapes(
      claimedShapes(label, labels, (point: { x: number; y: number }) => squareAround(point, image_size[0]!)),
      truth.boundingBoxes,
    );
  },

  weigh: (objects, labels, known) => {
    const squares = objects.map((object) => asSquares(asKeypointObject(object), labels));
    const { errors, learnt } = weighShapes(squares, labels, { ...known, boxes: known.keypoints });
    return { errors, learnt: { keypoints: learnt.boxes } };
  },
};
