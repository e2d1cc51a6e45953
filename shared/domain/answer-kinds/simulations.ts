import type { Simulate } from './answer-kind.ts';
import type { AnswerKindName } from './answer-kinds.ts';
import { simulateBoxes } from './boxes.ts';
import { simulateEntities } from './entities.ts';
import { simulateInstances } from './instances.ts';
import { simulateKeypoints } from './keypoints.ts';
import { simulateLabel } from './label.ts';
import { simulateLabels } from './labels.ts';
import { simulateLines } from './lines.ts';
import { simulateMask } from './mask.ts';
import { simulatePolygons } from './polygons.ts';
import { simulateTracks } from './tracks.ts';

/** What simulated workers submit, by the kind that is asked for. A kind without a row does not compile. */
export const SIMULATIONS: Readonly<Record<AnswerKindName, Simulate>> = {
  boxes: simulateBoxes,
  entities: simulateEntities,
  instances: simulateInstances,
  keypoints: simulateKeypoints,
  label: simulateLabel,
  labels: simulateLabels,
  lines: simulateLines,
  mask: simulateMask,
  polygons: simulatePolygons,
  tracks: simulateTracks,
};
