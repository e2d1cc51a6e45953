import { join } from 'node:path';
import {
  emptyCalibration,
  expectedCalibrationError,
  fitCalibration,
  recordGold,
} from '../../shared/domain/consolidation/calibration.ts';
import { consolidateClassification } from '../../shared/domain/consolidation/classification.ts';
import { emptyLabelState } from '../../shared/domain/consolidation/label-workers.ts';
import { seededRandom } from '../../shared/domain/seeded-random.ts';
import { referenceData } from '../reference-data.ts';
import { readObjects, readRows, SETS, thin } from './classification-sets.ts';

interface Pair {
  confidence: number;
  right: boolean;
}

const GOLD = 50;
const DRAWS = 100;
const BINS = 20;

/**
 * Expected calibration error of labels, percent: 50 gold objects drawn, the rest judged, 100 times. The estimate is
 * biased up where few labels are left; `perfect` is what it says of the same confidences when they are true,
 * `corrected` takes each bin's sampling variance off its squared gap. `one number` gives every label the gold objects'
 * share of right ones: no order, but the least that 50 answers leave unknown.
 */
export function calibrationTable(): string[] {
  const folder = referenceData('crowd_classification');
  if (!folder) return [];
  const lines = [
    '',
    `expected calibration error of labels, ${GOLD} gold answers, ${DRAWS} draws (mean ± sd)`,
    'set             no gold   calibrated    corrected   perfect   one number',
  ];
  for (const set of SETS) {
    const all = readObjects(join(folder, set, 'answers.csv'));
    const truth = new Map(readRows(join(folder, set, 'truth.csv')).map(([id, label]) => [id!, label!]));
    for (const [name, objects] of [
      [set, all],
      [`${set}, 3`, thin(all, 3)],
    ] as const) {
      const labels = [...new Set(all.flatMap(({ answers }) => answers.map(({ label }) => label)))].sort();
      const pairs = consolidateClassification(objects, labels, emptyLabelState()).objects.flatMap(
        ({ objectId, label, confidence }) =>
          truth.has(objectId) ? { confidence, right: label === truth.get(objectId) } : [],
      );
      lines.push(`${name.padEnd(14)} ${draw(pairs).join('   ')}`);
    }
  }
  return lines;
}

function draw(pairs: readonly Pair[]): string[] {
  const random = seededRandom(7);
  const found = { none: [], calibrated: [], corrected: [], perfect: [], constant: [] } as Record<string, number[]>;
  for (let round = 0; round < DRAWS; round++) {
    const order = pairs.map((pair) => [random(), pair] as const).sort(([a], [b]) => a - b);
    const gold = order.slice(0, GOLD).map(([, pair]) => pair);
    const rest = order.slice(GOLD).map(([, pair]) => pair);
    const calibrate = fitCalibration(
      gold.reduce((sum, { confidence, right }) => recordGold(sum, confidence, right), emptyCalibration()),
    );
    const mapped = rest.map(({ confidence, right }) => ({ confidence: calibrate(confidence), right }));
    const share = gold.filter(({ right }) => right).length / gold.length;
    found.none!.push(expectedCalibrationError(rest));
    found.calibrated!.push(expectedCalibrationError(mapped));
    found.corrected!.push(correctedError(mapped));
    found.perfect!.push(
      expectedCalibrationError(mapped.map(({ confidence }) => ({ confidence, right: random() < confidence }))),
    );
    found.constant!.push(expectedCalibrationError(rest.map(({ right }) => ({ confidence: share, right }))));
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = (values: readonly number[]) => {
    const centre = mean(values);
    return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
  };
  return Object.entries(found).map(([name, values]) =>
    name === 'calibrated'
      ? `${mean(values).toFixed(3)} ± ${spread(values).toFixed(3)}`
      : mean(values).toFixed(3).padStart(8),
  );
}

/** The calibration error: for each bin the root of the squared gap less its sampling variance, weighted by labels. */
function correctedError(pairs: readonly Pair[]): number {
  const bins = Array.from({ length: BINS }, (): Pair[] => []);
  for (const pair of pairs) bins[Math.min(BINS - 1, Math.floor(pair.confidence * BINS))]!.push(pair);
  return bins.reduce((sum, bin) => {
    if (bin.length < 2) return sum;
    const share = bin.filter(({ right }) => right).length / bin.length;
    const gap = bin.reduce((total, { confidence }) => total + confidence, 0) / bin.length - share;
    const variance = (share * (1 - share)) / (bin.length - 1);
    return sum + (bin.length * Math.sqrt(Math.max(0, gap ** 2 - variance))) / pairs.length;
  }, 0);
}
