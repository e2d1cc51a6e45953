import type { ImageSize } from '../../shared/domain/shapes/image-size.ts';
import type { GraphBuilder } from '../onnx/graph-builder.ts';
import { DATA_TYPE } from '../onnx/onnx-model.ts';
import type { Flip } from './augmentation.ts';
import { GREY } from './image-file.ts';

/** A look at the picture. */
interface View {
  /** Which directions run backwards in it. */
  rows: boolean;
  columns: boolean;
  /** How far it is moved down and to the right, pixels; what leaves the frame there is not seen. */
  moved: number;
}

/**
 * What has neither up nor down is mostly small and stands in crowds. Its views are moved too: no object lies at the
 * same place of the deep layers' coarse grid in each of them, which tells small ones better apart (bench/README.md).
 */
const VIEWS: Record<Flip, readonly View[]> = {
  none: [{ rows: false, columns: false, moved: 0 }],
  horizontal: [false, true].map((columns) => ({ rows: false, columns, moved: 0 })),
  any: [
    { rows: false, columns: false, moved: 0 },
    { rows: false, columns: true, moved: 8 },
    { rows: true, columns: false, moved: 8 },
    { rows: true, columns: true, moved: 16 },
  ],
};
/** Objects whose centres are so near to where a view is cut off, pixels, are judged by the other views. */
const CUT = 32;

/**
 * One image, NHWC, and the views that `flip` allows, as a batch.
 * @param isMapped each place of the image gets an answer of its own; else nothing is moved out of sight
 */
export function emitViews(graph: GraphBuilder, image: string, flip: Flip, isMapped: boolean): string {
  const axes = { rows: 1, columns: 2 };
  const grey = () => graph.op('Cast', [graph.scalar(GREY)], { to: DATA_TYPE.uint8 });
  const views = VIEWS[flip].map((view) => {
    const mirrored = mirror(graph, image, view, axes);
    const stays = !isMapped || view.moved === 0;
    return stays ? mirrored : graph.op('Pad', [mirrored, movedBy(graph, view.moved, axes), grey()]);
  });
  return views.length === 1 ? image : graph.op('Concat', views, { axis: 0 });
}

/** The mean of what was said of each view of `emitViews` as a whole, [views, …]. */
export function emitMean(graph: GraphBuilder, answers: string, flip: Flip): string {
  const { length } = VIEWS[flip];
  return length === 1 ? answers : graph.op('Mean', graph.split('Split', [answers], { axis: 0 }, length));
}

/**
 * The mean of the maps, NCHW, that answer the views of `emitViews`, turned and moved back to the image. The channels of
 * `sides` are left, top, right, bottom: what was left of a cell is right of it in the mirror.
 * @param area of a map, cells
 * @param stride pixels of the image per cell
 */
export function emitMeanMap(
  graph: GraphBuilder,
  maps: string,
  flip: Flip,
  channels: 'labels' | 'sides',
  area: ImageSize,
  stride: number,
): string {
  const views = VIEWS[flip];
  if (views.length === 1) return maps;
  const shares = sharesOf(views, area, stride);
  const axes = { rows: 2, columns: 3 };
  const turned = graph.split('Split', [maps], { axis: 0 }, views.length).map((map, index) => {
    const view = views[index]!;
    const inPlace = view.moved === 0 ? map : graph.op('Pad', [map, movedBy(graph, -view.moved / stride, axes)]);
    const back = mirror(graph, inPlace, view, axes);
    const share = graph.op('Mul', [back, graph.tensor(shares[index]!, [1, 1, area.height, area.width])]);
    if (channels === 'labels') return share;
    const [left, right] = view.columns ? [2, 0] : [0, 2];
    const [top, bottom] = view.rows ? [3, 1] : [1, 3];
    return graph.op('Gather', [share, graph.integers(left, top, right, bottom)], { axis: 1 });
  });
  return graph.op('Sum', turned);
}

/** What each view counts for in each cell of the image, 1 in all: nothing where it was cut off nearby. */
function sharesOf(views: readonly View[], { width, height }: ImageSize, stride: number): Float32Array[] {
  const isSeen = (cell: number, count: number, isMirrored: boolean, moved: number) =>
    moved === 0 || (isMirrored ? count - 1 - cell : cell) < count - (moved + CUT) / stride;
  const seen = views.map(({ rows, columns, moved }) =>
    Float32Array.from({ length: width * height }, (_, cell) => {
      const [row, column] = [Math.floor(cell / width), cell % width];
      return Number(isSeen(row, height, rows, moved) && isSeen(column, width, columns, moved));
    }),
  );
  return seen.map((own) => own.map((value, cell) => value / seen.reduce((sum, each) => sum + each[cell]!, 0)));
}

type Axes = Record<'rows' | 'columns', number>;

/** For `Pad`: what leaves the frame at one end is added at the other. */
function movedBy(graph: GraphBuilder, count: number, axes: Axes): string {
  const begins = [0, 1, 2, 3].map((axis) => (axis === axes.rows || axis === axes.columns ? count : 0));
  return graph.integers(...begins, ...begins.map((value) => -value));
}

function mirror(graph: GraphBuilder, name: string, view: View, axisOf: Axes): string {
  const axes = (['rows', 'columns'] as const)
    .filter((direction) => view[direction])
    .map((direction) => axisOf[direction]);
  if (axes.length === 0) return name;
  const each = (value: number) => graph.integers(...axes.map(() => value));
  return graph.op('Slice', [name, each(-1), each(Number.MIN_SAFE_INTEGER), graph.integers(...axes), each(-1)]);
}
