import type { GraphBuilder } from '../onnx/graph-builder.ts';
import type { Flip } from './augmentation.ts';

/** A mirror image: which directions run backwards in it. */
interface View {
  rows: boolean;
  columns: boolean;
}

const VIEWS: Record<Flip, readonly View[]> = {
  none: [{ rows: false, columns: false }],
  horizontal: [false, true].map((columns) => ({ rows: false, columns })),
  any: [false, true].flatMap((rows) => [false, true].map((columns) => ({ rows, columns }))),
};

/** One image, NHWC, and the mirror images that `flip` allows, as a batch. */
export function emitViews(graph: GraphBuilder, image: string, flip: Flip): string {
  const views = VIEWS[flip].map((view) => mirror(graph, image, view, { rows: 1, columns: 2 }));
  return views.length === 1 ? image : graph.op('Concat', views, { axis: 0 });
}

/**
 * The mean of the answers, NCHW, to each view of `emitViews`, turned back to the image. The channels of `sides` are
 * left, top, right, bottom: what was left of a cell is right of it in the mirror.
 */
export function emitMean(graph: GraphBuilder, answers: string, flip: Flip, channels: 'labels' | 'sides'): string {
  const views = VIEWS[flip];
  if (views.length === 1) return answers;
  const turned = graph.split('Split', [answers], { axis: 0 }, views.length).map((answer, index) => {
    const view = views[index]!;
    const back = mirror(graph, answer, view, { rows: 2, columns: 3 });
    if (channels === 'labels') return back;
    const [left, right] = view.columns ? [2, 0] : [0, 2];
    const [top, bottom] = view.rows ? [3, 1] : [1, 3];
    return graph.op('Gather', [back, graph.integers(left, top, right, bottom)], { axis: 1 });
  });
  return graph.op('Mean', turned);
}

function mirror(graph: GraphBuilder, name: string, view: View, axisOf: Record<keyof View, number>): string {
  const axes = (['rows', 'columns'] as const)
    .filter((direction) => view[direction])
    .map((direction) => axisOf[direction]);
  if (axes.length === 0) return name;
  const each = (value: number) => graph.integers(...axes.map(() => value));
  return graph.op('Slice', [name, each(-1), each(Number.MIN_SAFE_INTEGER), graph.integers(...axes), each(-1)]);
}
