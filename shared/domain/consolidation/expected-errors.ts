import { type BoxObject, drawnImage } from './bounding-boxes.ts';
import type { BoxWorkerState } from './box-workers.ts';
import { isPartOfLabel } from './cluster-confidence.ts';
import { type EstimatedImage, estimateObjects } from './estimate-objects.ts';

/**
 * How many errors (boxes too many, objects missing; a wrong label is both) each image's label would have if it were put
 * together from the answers so far: of what was drawn by its posterior, of what nobody drew by the workers' miss rates.
 * @param labels label names in class-id order
 * @returns `errors` in the order of the objects; `contribution` = what the answers teach about their workers
 */
export function expectedBoxErrors(
  objects: readonly BoxObject[],
  labels: readonly string[],
  state: BoxWorkerState,
): { errors: number[]; contribution: BoxWorkerState } {
  const drawn = objects.map((object) => drawnImage(object, labels));
  const { images, contribution } = estimateObjects(drawn, labels, state);
  const existing = images.reduce((sum, { clusters }) => sum + sumOf(clusters.map(({ existence }) => existence)), 0);
  const perImage = existing / Math.max(1, images.length);
  return { errors: images.map((image) => errorsDrawn(image) + perImage * chanceUnseen(image)), contribution };
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

function errorsDrawn({ clusters, workers }: EstimatedImage): number {
  return sumOf(
    clusters.map((cluster) => {
      const { existence, labels } = cluster;
      if (!isPartOfLabel(cluster, workers.length)) return existence;
      const rightLabel = Math.max(...labels);
      return 1 - existence * rightLabel + existence * (1 - rightLabel);
    }),
  );
}

/** That everybody who saw the image missed an object of it. */
const chanceUnseen = ({ workers }: EstimatedImage) => workers.reduce((product, { missRate }) => product * missRate, 1);
