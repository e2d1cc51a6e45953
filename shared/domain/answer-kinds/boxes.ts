import {
  boundingBoxLabelSchema,
  boundingBoxMetadataSchema,
  LABEL_ATTRIBUTE_NAME,
  PRE_LABEL_ATTRIBUTE_NAME,
} from '../../contracts/manifest-line.ts';
import { consolidateBoundingBoxes } from '../consolidation/bounding-boxes.ts';
import { judgeShapes } from '../consolidation/judge-by-gold.ts';
import { type BoundingBox, clampToImage, intersectionOverUnion } from '../shapes/bounding-box.ts';
import type { ImageSize } from '../shapes/image-size.ts';
import type { AnswerKind, Consolidate, InitialValue, Simulate } from './answer-kind.ts';
import { compareShapes } from './comparison.ts';
import { answerOfShapes, claimedShapes, weighShapes } from './drawn-shapes.ts';
import { adjustedIn, objectsOf, pixels, readSize } from './fields.ts';
import { hundredths, writeShapes } from './written-shapes.ts';

export interface BoxesAnswer {
  kind: 'boxes';
  size: ImageSize;
  boxes: Array<BoundingBox & { label: string }>;
  adjusted: boolean | undefined;
}

/** What every element says, whatever is drawn with it. */
const BARE_FIELDS = new Set(['boundingBoxes', 'inputImageProperties', 'initialValueModified', 'assistance']);

const sidesOf = ({ left, top, width, height }: BoundingBox): BoundingBox => ({ left, top, width, height });

const asFinding = (box: BoundingBox & { label: string }) => ({ label: box.label, shape: sidesOf(box) });

/** The boxes that workers start from (`initial-value.ts`). */
export const initialBoxes: InitialValue = (line, labels) => {
  const attribute = LABEL_ATTRIBUTE_NAME in line ? LABEL_ATTRIBUTE_NAME : PRE_LABEL_ATTRIBUTE_NAME;
  const label = boundingBoxLabelSchema.safeParse(line[attribute]);
  if (!label.success) return undefined;
  const metadata = boundingBoxMetadataSchema.safeParse(line[`${attribute}-metadata`]);
  const classMap: Record<string, string> = metadata.success ? metadata.data['class-map'] : {};
  // A model's boxes are suggestions, and look like that where it says how sure it is.
  const sure = attribute === PRE_LABEL_ATTRIBUTE_NAME && metadata.success ? metadata.data.objects : [];
  return label.data.annotations.flatMap(({ class_id, ...box }, index) => {
    const name = classMap[String(class_id)] ?? labels[class_id];
    if (name === undefined) return [];
    const confidence = sure[index]?.confidence;
    return [{ label: name, ...sidesOf(box), ...(confidence !== undefined && { confidence }) }];
  });
};

/** Boxes of several workers -> labels (`consolidations.ts`). */
export const mergeBoxesAnswers: Consolidate<BoxesAnswer> = (objects, knowing) => {
  const { objects: found, contribution } = consolidateBoundingBoxes(objects, knowing.labels, knowing.state.boxes);
  return {
    labels: found.map(({ boxes: consensus }, at) =>
      writeShapes(consensus, objects[at]!.answers, knowing, {
        annotationOf: ({ left, top, width, height }) => ({
          left: hundredths(left),
          top: hundredths(top),
          width: hundredths(width),
          height: hundredths(height),
        }),
        type: 'groundtruth/object-detection',
      }),
    ),
    learnt: { boxes: contribution },
  };
};

/** What a simulated worker submits (`simulations.ts`). */
export const simulateBoxes: Simulate = ({ size, boxes: drawn, initial }) => ({
  boundingBoxes: drawn,
  inputImageProperties: size,
  ...(initial && { initialValueModified: JSON.stringify(drawn) !== JSON.stringify(initial) }),
});

/** Boxes around objects: `crowd-bounding-box`. */
export const boxes: AnswerKind<BoxesAnswer> = {
  elements: ['crowd-bounding-box'],

  read(fields, labels) {
    const size = readSize(fields);
    // An image without a box comes as an empty list, as null, or without the list; whatever else an element says is not
    // of boxes.
    const isBare = Object.keys(fields).every((name) => BARE_FIELDS.has(name));
    const drawn = fields.boundingBoxes ?? (isBare ? [] : undefined);
    if (!size || !Array.isArray(drawn)) return undefined;
    const kept = objectsOf(drawn).flatMap(({ label, ...sides }) => {
      if (typeof label !== 'string' || !labels.includes(label)) return [];
      const [left, top, width, height] = [sides.left, sides.top, sides.width, sides.height].map(pixels);
      const given = { left: left!, top: top!, width: width!, height: height! };
      if (!Object.values(given).every(Number.isFinite)) return [];
      const box = clampToImage(given, size.width, size.height);
      return box ? { ...box, label } : [];
    });
    return answerOfShapes({ kind: 'boxes', size, boxes: kept, adjusted: adjustedIn(fields) }, kept.length, drawn);
  },

  known({ value }, { nameOf }) {
    const label = boundingBoxLabelSchema.safeParse(value);
    if (!label.success) return undefined;
    const { image_size, annotations } = label.data;
    const known = annotations.map(({ class_id, ...box }) => ({ label: nameOf(class_id), ...box }));
    return { kind: 'boxes', size: image_size[0]!, boxes: known, adjusted: undefined };
  },

  compare: (given, known) =>
    compareShapes(given?.boxes.map(asFinding), known.boxes.map(asFinding), intersectionOverUnion),

  truth: ({ boxes: known }) => ({ boundingBoxes: known }),

  judge: (label, truth, labels) =>
    'boundingBoxes' in truth ? judgeShapes(claimedShapes(label, labels, sidesOf), truth.boundingBoxes) : [],

  weigh: weighShapes,
};
