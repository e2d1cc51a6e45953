import type { Point } from '../../shapes/point.ts';
import { boundsOf, fillPolygon, gridAround, polygonOverlap } from '../../shapes/polygon-raster.ts';
import { traceContour } from '../../shapes/trace-contour.ts';
import type { BoxWorkerState } from '../box-workers.ts';
import type { DrawnBox } from '../cluster-boxes.ts';
import { confidenceOf } from '../cluster-confidence.ts';
import { byPlace, drawImage } from '../drawn-image.ts';
import { estimateObjects } from '../estimate-objects.ts';

export interface LabeledPolygon {
  label: string;
  /** At least three, pixels, left/top origin. */
  vertices: Point[];
  /** Further rings of the same object; known objects only, because workers draw one ring each. */
  parts?: Point[][] | undefined;
}

/** One image and what its workers drew. A worker who drew nothing has an empty list. */
export interface PolygonObject {
  objectId: string;
  answers: Array<{ workerId: string; polygons: LabeledPolygon[] }>;
}

export interface ConsensusPolygon extends LabeledPolygon {
  /** 0..1; >= .5 = part of the label. */
  confidence: number;
  workers: number;
}

export interface PolygonConsolidation {
  objects: Array<{ objectId: string; polygons: ConsensusPolygon[] }>;
  contribution: BoxWorkerState;
}

interface DrawnPolygon extends DrawnBox {
  vertices: Point[];
}

/**
 * Many workers' polygons -> objects. Which polygons are one object, whether it is one and what: as for boxes, by their
 * bounds, but alike by the polygons' own intersection over union. The shape: each worker's area weighs by the worker's
 * precision; the contour of what more than half of the weight covers, to within a pixel.
 * @param labels label names in class-id order
 */
export function consolidatePolygons(
  objects: readonly PolygonObject[],
  labels: readonly string[],
  state: BoxWorkerState,
): PolygonConsolidation {
  const drawn = objects.map(({ answers }) =>
    drawImage(
      answers.map(({ workerId, polygons }) => ({ workerId, shapes: polygons })),
      labels,
      ({ vertices }) => ({ ...boundsOf(vertices), vertices }),
      (a, b) => byPlace(a, b) || byVertices(a.vertices, b.vertices),
    ),
  );
  const { images, contribution } = estimateObjects(drawn, labels, state, (a, b) =>
    boxesMeet(a, b) ? polygonOverlap((a as DrawnPolygon).vertices, (b as DrawnPolygon).vertices) : 0,
  );
  return {
    objects: images.map((image, index) => ({
      objectId: objects[index]!.objectId,
      polygons: image.clusters
        .map((cluster) => {
          const members = cluster.members as DrawnPolygon[];
          const weights = members.map((member) => 1 / image.workers[member.worker]!.variance);
          return {
            ...confidenceOf(cluster, image.workers.length, labels),
            vertices: fuse(members, weights),
            workers: members.length,
          };
        })
        .sort((a, b) => b.confidence - a.confidence || byVertices(a.vertices, b.vertices)),
    })),
    contribution,
  };
}

const boxesMeet = (a: DrawnBox, b: DrawnBox) =>
  a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;

const byVertices = (a: readonly Point[], b: readonly Point[]) => {
  const [first, second] = [JSON.stringify(a), JSON.stringify(b)];
  return first < second ? -1 : first > second ? 1 : 0;
};

/** The contour; the best worker's own polygon where the shape has less than a cell or the shapes share none. */
function fuse(members: readonly DrawnPolygon[], weights: readonly number[]): Point[] {
  if (members.length === 1) return members[0]!.vertices;
  const grid = gridAround(members);
  const covered = new Float64Array(grid.columns * grid.rows);
  members.forEach((member, index) => {
    fillPolygon(member.vertices, grid, (cell) => {
      covered[cell]! += weights[index]!;
    });
  });
  const half = weights.reduce((sum, weight) => sum + weight, 0) / 2;
  const contour = traceContour((cell) => covered[cell]! > half, grid);
  return contour.length >= 3 ? contour : members[weights.indexOf(Math.max(...weights))]!.vertices;
}
