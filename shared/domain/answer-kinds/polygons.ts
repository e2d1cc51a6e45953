import { LABEL_ATTRIBUTE_NAME, PRE_LABEL_ATTRIBUTE_NAME } from '../../contracts/label-attributes.ts';
import { polygonLabelSchema } from '../../contracts/label-values.ts';
import { consolidatePolygons, type LabeledPolygon } from '../consolidation/drawn/polygons.ts';
import { judgeShapes } from '../consolidation/judge-by-gold.ts';
import { intersectionOverUnion } from '../shapes/bounding-box.ts';
import type { ImageSize } from '../shapes/image-size.ts';
import type { Point } from '../shapes/point.ts';
import { boundsOf, polygonOverlap, ringsOverlap } from '../shapes/polygon-raster.ts';
import type { AnswerKind, Consolidate, InitialValue, Simulate } from './answer-kind.ts';
import { compareShapes, type LabeledShape, SAME } from './comparison.ts';
import { answerOfShapes, claimedShapes, weighShapes } from './drawn-shapes.ts';
import { classNamesOf, objectsOf, pixels, readSize } from './fields.ts';
import { hundredths, writeShapes } from './written-shapes.ts';

export interface PolygonsAnswer {
  kind: 'polygons';
  size: ImageSize;
  polygons: LabeledPolygon[];
}

const asBox = ({ label, vertices }: LabeledPolygon) => ({ label, ...boundsOf(vertices) });

interface Rings {
  vertices: Point[];
  parts?: Point[][];
}

const asFinding = ({ label, vertices, parts }: LabeledPolygon): LabeledShape<Rings> => ({
  label,
  shape: { vertices, ...(parts && { parts }) },
});

const ringsOf = ({ vertices, parts = [] }: Pick<LabeledPolygon, 'vertices' | 'parts'>) => [vertices, ...parts];

const overlapOf = (one: Rings, other: Rings) => {
  const [rings, others] = [ringsOf(one), ringsOf(other)];
  return intersectionOverUnion(boundsOf(rings.flat()), boundsOf(others.flat())) > 0 ? ringsOverlap(rings, others) : 0;
};

/**
 * The given polygons, those together that lie on the rings of one known object: the element draws one ring a polygon,
 * and who drew each ring has drawn the object.
 */
function joinRings(given: ReadonlyArray<LabeledShape<Rings>>, known: readonly LabeledPolygon[]) {
  const left = new Set(given);
  const joined = known.flatMap(({ label, vertices, parts }): Array<LabeledShape<Rings>> => {
    if (!parts) return [];
    const rings = [vertices, ...parts];
    const own = [...left].filter(
      ({ label: drawn, shape }) =>
        drawn === label && rings.some((ring) => polygonOverlap(shape.vertices, ring) >= SAME),
    );
    if (own.length < 2) return [];
    for (const one of own) left.delete(one);
    const [first, ...rest] = own.map(({ shape }) => shape.vertices);
    return [{ label, shape: { vertices: first!, parts: rest } }];
  });
  return [...left, ...joined];
}

/**
 * The polygons that workers start from (`initial-value.ts`). Further rings of an object are left out, because the
 * element has none.
 */
export const initialPolygons: InitialValue = (line, labels) => {
  const attribute = LABEL_ATTRIBUTE_NAME in line ? LABEL_ATTRIBUTE_NAME : PRE_LABEL_ATTRIBUTE_NAME;
  const label = polygonLabelSchema.safeParse(line[attribute]);
  if (!label.success) return undefined;
  const nameOf = classNamesOf(line, attribute, labels);
  return label.data.annotations.flatMap(({ class_id, vertices }) => {
    const name = nameOf(class_id);
    return name === undefined ? [] : { label: name, vertices };
  });
};

/** Polygons of several workers -> labels (`consolidations.ts`). */
export const mergePolygonsAnswers: Consolidate<PolygonsAnswer> = (objects, knowing) => {
  const { objects: found, contribution } = consolidatePolygons(objects, knowing.labels, knowing.state.boxes);
  return {
    labels: found.map(({ polygons: consensus }, at) =>
      writeShapes(consensus, objects[at]!.answers, knowing, {
        annotationOf: ({ vertices }) => ({
          vertices: vertices.map(({ x, y }) => ({ x: hundredths(x), y: hundredths(y) })),
        }),
        type: 'groundtruth/custom',
      }),
    ),
    learnt: { boxes: contribution },
  };
};

/** What a simulated worker submits (`simulations.ts`). */
export const simulatePolygons: Simulate = ({ size, boxes }) => ({
  polygons: boxes.map(({ label, left, top, width, height }) => ({
    label,
    vertices: [
      { x: left, y: top },
      { x: left + width, y: top },
      { x: left + width, y: top + height },
      { x: left, y: top + height },
    ],
  })),
  inputImageProperties: size,
});

/** Outlines of objects: `crowd-polygon`. */
export const polygons: AnswerKind<PolygonsAnswer> = {
  elements: ['crowd-polygon'],

  read(fields, labels) {
    const size = readSize(fields);
    if (!size || !('polygons' in fields)) return undefined;
    const drawn = objectsOf(fields.polygons).flatMap(({ label, vertices }) => {
      const points = objectsOf(vertices).map(({ x, y }) => ({ x: pixels(x), y: pixels(y) }));
      const isInside = points.every(({ x, y }) => x >= 0 && y >= 0 && x <= size.width && y <= size.height);
      const isKnown = typeof label === 'string' && labels.includes(label);
      return isKnown && points.length >= 3 && isInside ? { label, vertices: points } : [];
    });
    return answerOfShapes({ kind: 'polygons', size, polygons: drawn }, drawn.length, fields.polygons);
  },

  known({ value }, { nameOf }) {
    const label = polygonLabelSchema.safeParse(value);
    if (!label.success) return undefined;
    const { image_size, annotations } = label.data;
    const known = annotations.map(({ class_id, vertices, parts }) => ({
      label: nameOf(class_id),
      vertices,
      ...(parts && { parts }),
    }));
    return { kind: 'polygons', size: image_size[0]!, polygons: known };
  },

  compare: (given, known) =>
    compareShapes(
      given && joinRings(given.polygons.map(asFinding), known.polygons),
      known.polygons.map(asFinding),
      overlapOf,
    ),

  /** An object of several rings is right as a whole and ring by ring. */
  truth: ({ polygons: known }) => ({
    boundingBoxes: known.flatMap((polygon) => {
      const rings = ringsOf(polygon);
      const places = rings.length > 1 ? [rings.flat(), ...rings] : rings;
      return places.map((vertices) => asBox({ label: polygon.label, vertices }));
    }),
  }),

  judge: (label, truth, labels) =>
    'boundingBoxes' in truth
      ? judgeShapes(
          claimedShapes(label, labels, ({ vertices }: { vertices: Point[] }) => boundsOf(vertices)),
          truth.boundingBoxes,
        )
      : [],

  weigh: (objects, labels, known) =>
    weighShapes(
      objects.map(({ objectId, answers }) => ({
        objectId,
        answers: answers.map(({ workerId, polygons: drawn }) => ({ workerId, boxes: drawn.map(asBox) })),
      })),
      labels,
      known,
    ),
};
