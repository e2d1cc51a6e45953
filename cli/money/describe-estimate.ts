import {
  ASSUMED,
  type Estimate,
  type EstimateInput,
  type LabelingBackend,
} from '../../shared/domain/money/estimate.ts';
import { PRICES_AS_OF, PRICES_REGION } from '../../shared/domain/money/prices.ts';

const NAMES: Record<LabelingBackend, string> = { engine: 'own engine', 'ground-truth': 'Ground Truth' };
const WIDTH = 14;

const ROWS: ReadonlyArray<[key: keyof Estimate, what: string]> = [
  ['labeling', 'labeling'],
  ['orchestration', 'orchestration'],
  ['training', 'training'],
  ['hosting', 'hosting'],
  ['idle', 'idle'],
  ['total', 'total'],
];

/** `$1,300.00` */
export const usd = (amount: number) =>
  amount.toLocaleString('en-US', { style: 'currency', currency: 'USD', minimumFractionDigits: 2 });

/** A table of what each backend costs, one column each, and what it was computed from. */
export function describeEstimate(
  { images, workers, pricePerAnswerUsd, endpoint }: Omit<EstimateInput, 'labeling'>,
  estimates: Partial<Record<LabelingBackend, Estimate>>,
): string[] {
  const columns = Object.entries(estimates) as Array<[LabelingBackend, Estimate]>;
  const line = (what: string, cells: string[]) =>
    [what.padEnd(WIDTH), ...cells.map((cell) => cell.padStart(WIDTH))].join('');
  const count = (number: number) => number.toLocaleString('en-US');
  const served =
    endpoint === 'serverless'
      ? `a serverless endpoint with ${count(ASSUMED.detections)} requests`
      : 'a real-time endpoint (ml.c5.large) day and night';
  return [
    `${count(images)} images x ${workers} answers at $${pricePerAnswerUsd}, in one month`,
    '',
    line(
      '',
      columns.map(([name]) => NAMES[name]),
    ),
    ...ROWS.map(([key, what]) =>
      line(
        what,
        columns.map(([, estimate]) => usd(estimate[key])),
      ),
    ),
    '',
    `list prices of ${PRICES_REGION}, ${PRICES_AS_OF}, no free tier; in batches of ${count(ASSUMED.imagesPerBatch)}, ` +
      `each with a training of ${ASSUMED.trainingSeconds / 60} minutes`,
    `${served}; idle: a stage with one project, and the images in S3`,
  ];
}
