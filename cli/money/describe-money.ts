import type {
  ExecutionCost,
  MoneyOverview,
  RekognitionMoney,
  RekognitionUse,
} from '../../shared/contracts/money-overview.ts';
import { usd } from './describe-estimate.ts';

/** Most of it is cents, and less. */
const exactly = (amount: number) => (amount > 0 && amount < 0.1 ? `$${amount.toFixed(4)}` : usd(amount));

/** `machine labels` is the widest. */
const WIDTH = 16;

const row = (name: string, { labeling, orchestration, training, machine, total }: ExecutionCost) =>
  [
    name.padEnd(38),
    ...[labeling, orchestration, training, machine, total].map((part) => exactly(part).padStart(WIDTH)),
  ].join('');

/** What a project has cost, as lines for people. */
export function describeMoney(money: MoneyOverview): string[] {
  const { budget, held, trainings } = money;
  const heads = ['labeling', 'orchestration', 'training', 'machine labels', 'total']
    .map((head) => head.padStart(WIDTH))
    .join('');
  return [
    `${money.project}: computed with prices of ${money.region}, ${money.pricesAsOf}; no bill is read`,
    ...(budget
      ? [
          `budget of labeling: ${usd(budget.spentUsd)} of ${usd(budget.budgetUsd)} spent, ${held.images} images held back for it`,
        ]
      : []),
    ...(trainings.maxUsd !== null
      ? [`trainings of ${trainings.month}: ${exactly(trainings.spentUsd)} of ${usd(trainings.maxUsd)}`]
      : []),
    '',
    `${''.padEnd(38)}${heads}`,
    ...money.months.map(({ month, executions, ...cost }) => row(`${month}, ${executions} executions`, cost)),
    ...money.executions.slice(0, 10).map(({ name, ...cost }) => row(`  ${name}`, cost)),
    ...(money.rekognition ? describeRekognition(money.rekognition) : []),
    '',
    `an idle stage: ${usd(money.idleUsdPerMonth)} a month (docs/aws.md)`,
  ];
}

const run = ({ runs, inferenceHours, usd: cost }: RekognitionUse) =>
  `${runs} ${runs === 1 ? 'run' : 'runs'}, ${inferenceHours.toFixed(1)} inference hours, ${exactly(cost)}`;

/** Rekognition bills beside executions, so it is told beside them. */
const describeRekognition = (use: RekognitionMoney): string[] => [
  '',
  `Rekognition Custom Labels at ${usd(use.usdPerHour)} an hour and unit: ${run(use)}`,
  ...use.running.map(({ until }) => `  a model runs until ${until}: labelloop rekognition stop ends it now`),
  ...use.months.map(({ month, ...each }) => `  ${month}: ${run(each)}`),
  '  its trainings: labelloop rekognition status',
];
