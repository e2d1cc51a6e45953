/**
 * Consolidation against the rules that others use, paired over the same draws. Prints one table a set.
 * node bench/consolidation/run.ts [draws of the real pedestrians]
 */
import {
  type BoxObject,
  type ConsensusBox,
  consolidateBoundingBoxes,
} from '../../shared/domain/consolidation/bounding-boxes.ts';
import { emptyBoxState } from '../../shared/domain/consolidation/box-workers.ts';
import { type BoxSet, bloodCells, pedestrians } from './box-sets.ts';
import { calibrationTable } from './calibration-sets.ts';
import { classificationTable } from './classification-sets.ts';
import { entityTable } from './entity-sets.ts';
import { instanceTable } from './instance-sets.ts';
import { keypointTable } from './keypoint-sets.ts';
import { lineTable } from './line-sets.ts';
import { maskTable } from './mask-sets.ts';
import { groundTruthLike, groundTruthLikeMostSimilarFirst, majorityAndMean, weightedBoxesFusion } from './rivals.ts';
import { type BoxScore, meanScore, scoreBoxes } from './score-boxes.ts';
import { trackTable } from './track-sets.ts';

interface Method {
  name: string;
  operatingPoint: number;
  run(objects: readonly BoxObject[], labels: readonly string[]): ConsensusBox[][];
}

const ours = (objects: readonly BoxObject[], labels: readonly string[]) =>
  consolidateBoundingBoxes(objects, labels, emptyBoxState()).objects.map(({ boxes }) => boxes);

const METHODS: Method[] = [
  { name: 'majority and mean', operatingPoint: 0, run: (objects) => objects.map(majorityAndMean) },
  { name: 'weighted boxes fusion', operatingPoint: 0.5, run: (objects) => objects.map(weightedBoxesFusion) },
  { name: 'Ground Truth-like', operatingPoint: 0.3, run: (objects) => objects.map(groundTruthLike) },
  {
    name: 'the same, most similar first',
    operatingPoint: 0.3,
    run: (objects) => objects.map(groundTruthLikeMostSimilarFirst),
  },
  {
    name: 'labelloop, one image a payload',
    operatingPoint: 0.5,
    run: (objects, labels) => objects.flatMap((object) => ours([object], labels)),
  },
  { name: 'labelloop', operatingPoint: 0.5, run: ours },
];

function compareBoxes(set: BoxSet): void {
  console.log(`\n${set.name} (${set.draws.length} draws)`);
  console.log(`${'method'.padEnd(32)}    AP     F1    IoU   ms an object`);
  for (const method of METHODS) {
    const started = performance.now();
    const scores: BoxScore[] = set.draws.map(({ objects, truth }) => {
      const found = method.run(objects, set.labels);
      const judged = truth.flatMap((boxes, index) => (boxes ? [index] : []));
      return scoreBoxes(
        judged.map((index) => truth[index]!),
        judged.map((index) => found[index]!),
        set.labels,
        method.operatingPoint,
      );
    });
    const objects = set.draws.reduce((sum, draw) => sum + draw.objects.length, 0);
    const { ap, f1, iou } = meanScore(scores);
    const figures = [ap, f1, iou].map((figure) => figure.toFixed(1).padStart(6)).join(' ');
    console.log(`${method.name.padEnd(32)} ${figures}   ${((performance.now() - started) / objects).toFixed(2)}`);
  }
}

const draws = Number(process.argv[2] ?? 5);
const sets = [
  pedestrians(7, 1),
  pedestrians(5, draws),
  pedestrians(3, draws),
  bloodCells(5, 5, 'lognormal', 4),
  bloodCells(5, 25, 'lognormal', 4),
  bloodCells(5, 5, 'drift', 4),
  bloodCells(5, 25, 'drift', 4),
];
if (sets.includes(undefined)) console.log('the reference data is not on this machine: its sets are skipped');
for (const set of sets) if (set) compareBoxes(set);
for (const line of [
  ...classificationTable(),
  ...calibrationTable(),
  ...maskTable(),
  ...keypointTable(),
  ...lineTable(),
  ...instanceTable(),
  ...trackTable(),
  ...entityTable(),
])
  console.log(line);
