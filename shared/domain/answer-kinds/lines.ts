import { LABEL_ATTRIBUTE_NAME, PRE_LABEL_ATTRIBUTE_NAME } from '../../contracts/label-attributes.ts';
import { lineLabelSchema } from '../../contracts/label-values.ts';
import {
  consolidateLines,
  type LabeledPolyline,
  lineReach,
  linesAlike,
  roomAround,
} from '../consolidation/drawn/polylines.ts';
import { judgeShapes } from '../consolidation/judge-by-gold.ts';
import type { ImageSize } from '../shapes/image-size.ts';
import type { Point } from '../shapes/point.ts';
import type { AnswerKind, Consolidate, InitialValue, Simulate } from './answer-kind.ts';
import { compareShapes } from './comparison.ts';
import { answerOfShapes, claimedShapes, weighShapes } from './drawn-shapes.ts';
import { classNamesOf, objectsOf, pixels, readSize } from './fields.ts';
import { hundredths, writeShapes } from './written-shapes.ts';

export interface LinesAnswer {
  kind: 'lines';
  size: ImageSize;
  lines: LabeledPolyline[];
}

const asFinding = ({ label, vertices }: LabeledPolyline) => ({ label, shape: { vertices } });

/** The lines that workers start from (`initial-value.ts`). */
export const initialLines: InitialValue = (line, labels) => {
  const attribute = LABEL_ATTRIBUTE_NAME in line ? LABEL_ATTRIBUTE_NAME : PRE_LABEL_ATTRIBUTE_NAME;
  const label = lineLabelSchema.safeParse(line[attribute]);
  if (!label.success) return undefined;
  const nameOf = classNamesOf(line, attribute, labels);
  return label.data.annotations.flatMap(({ class_id, line: vertices }) => {
    const name = nameOf(class_id);
    return name === undefined ? [] : { label: name, vertices };
  });
};

/** Lines of several workers -> labels (`consolidations.ts`). */
export const mergeLinesAnswers: Consolidate<LinesAnswer> = (objects, knowing) => {
  const { labels, state } = knowing;
  // The size that the first worker's page saw.
  const sized = objects.map(({ objectId, answers }) => ({ objectId, size: answers[0]!.size, answers }));
  const { objects: found, contribution } = consolidateLines(sized, labels, state.lines);
  return {
    labels: found.map(({ lines: consensus }, at) =>
      writeShapes(consensus, objects[at]!.answers, knowing, {
        annotationOf: ({ vertices }) => ({
          line: vertices.map(({ x, y }) => ({ x: hundredths(x), y: hundredths(y) })),
        }),
        type: 'groundtruth/custom',
      }),
    ),
    learnt: { lines: contribution },
  };
};

/** From corner to corner of each box that they would draw. */
export const simulateLines: Simulate = ({ size, boxes }) => ({
  polylines: boxes.map(({ label, left, top, width, height }) => ({
    label,
    vertices: [
      { x: left, y: top },
      { x: left + width, y: top + height },
    ],
  })),
  inputImageProperties: size,
});

/** Lines on an image: `crowd-line` and `crowd-polyline`. */
export const lines: AnswerKind<LinesAnswer> = {
  elements: ['crowd-polyline', 'crowd-line'],

  read(fields, labels) {
    const size = readSize(fields);
    const list = fields.polylines ?? fields.lines;
    if (!size || !Array.isArray(list)) return undefined;
    const drawn = objectsOf(list).flatMap(({ label, vertices }) => {
      const points = objectsOf(vertices).map(({ x, y }) => ({ x: pixels(x), y: pixels(y) }));
      const isInside = points.every(({ x, y }) => x >= 0 && y >= 0 && x <= size.width && y <= size.height);
      const isKnown = typeof label === 'string' && labels.includes(label);
      return isKnown && points.length >= 2 && isInside ? { label, vertices: points } : [];
    });
    return answerOfShapes({ kind: 'lines', size, lines: drawn }, drawn.length, list);
  },

  known({ value }, { nameOf }) {
    const label = lineLabelSchema.safeParse(value);
    if (!label.success) return undefined;
    const { image_size, annotations } = label.data;
    const known = annotations.map(({ class_id, line }) => ({ label: nameOf(class_id), vertices: line }));
    return { kind: 'lines', size: image_size[0]!, lines: known };
  },

  compare: (given, known) =>
    compareShapes(given?.lines.map(asFinding), known.lines.map(asFinding), (one, other) =>
      linesAlike(one.vertices, other.vertices, lineReach(known.size)),
    ),

  truth: ({ size, lines: known }) => ({
    boundingBoxes: known.map(({ label, vertices }) => ({ label, ...roomAround(vertices, lineReach(size)) })),
  }),

  judge(label, truth, labels) {
    if (!('boundingBoxes' in truth)) return [];
    const { image_size } = lineLabelSchema.parse(label.value);
    return judgeShapes(
      claimedShapes(label, labels, ({ line }: { line: Point[] }) => roomAround(line, lineReach(image_size[0]!))),
      truth.boundingBoxes,
    );
  },

  weigh(objects, labels, known) {
    const boxes = objects.map(({ objectId, answers }) => ({
      objectId,
      answers: answers.map(({ workerId, size, lines: drawn }) => ({
        workerId,
        boxes: drawn.map(({ label, vertices }) => ({ label, ...roomAround(vertices, lineReach(size)) })),
      })),
    }));
    const { errors, learnt } = weighShapes(boxes, labels, { ...known, boxes: known.lines });
    return { errors, learnt: { lines: learnt.boxes } };
  },
};
