import {
  ASSUMED,
  ENDPOINT_MODES,
  type EndpointMode,
  estimateCost,
  LABELING_BACKENDS,
  type LabelingBackend,
} from '../../shared/domain/money/estimate.ts';
import { PRICES, PRICES_AS_OF, PRICES_REGION } from '../../shared/domain/money/prices.ts';
import { type CommandGroup, defineCommand } from '../command.ts';
import { describeEstimate } from '../money/describe-estimate.ts';
import { openCloud, placeOptions } from '../open-cloud.ts';

const estimate = defineCommand({
  summary: 'what labeling, training and serving so many images costs a month on AWS',
  options: {
    images: { value: 'N', help: 'images', range: [1, 100_000_000], whole: true, required: true },
    workers: { value: 'K', help: 'answers of each image', range: [1, 9], whole: true, default: '3' },
    price: {
      value: 'USD',
      help: 'what a worker gets for an answer; 0 = people who are paid otherwise',
      range: [0, 1000],
      default: String(PRICES.publicWorkerAnswer.usd),
    },
    labeling: { value: 'BACKEND', help: 'only this one (default: both side by side)', choices: LABELING_BACKENDS },
    endpoint: {
      value: 'MODE',
      help: 'paid by the request or by the hour',
      choices: ENDPOINT_MODES,
      default: 'serverless',
    },
  },
  examples: [
    'labelloop cost estimate --images 1000 --workers 3 --price 0',
    'labelloop cost estimate --images 60000 --workers 5 --labeling ground-truth --json',
  ],
  notes: [
    'The prices are typed in and dated, in shared/domain/money/prices.ts; nothing is looked up and nothing is billed.',
  ],
  async run({ values: { images, workers, price, labeling, endpoint, json }, context }) {
    const input = { images, workers, pricePerAnswerUsd: price, endpoint: endpoint as EndpointMode };
    const backends = labeling === undefined ? LABELING_BACKENDS : [labeling as LabelingBackend];
    const estimates = Object.fromEntries(backends.map((each) => [each, estimateCost({ ...input, labeling: each })]));
    const prices = { asOf: PRICES_AS_OF, region: PRICES_REGION };
    if (json) context.print(JSON.stringify({ ...input, prices, assumed: ASSUMED, estimates }));
    else for (const line of describeEstimate(input, estimates)) context.print(line);
  },
});

const spent = defineCommand({
  summary: 'what a project has cost so far: its budget, its newest executions, its months',
  arguments: { project: { help: 'needed only when there is more than one', optional: true } },
  options: placeOptions,
  notes: ['Computed from what ran and from the prices of shared/domain/money/prices.ts; no bill is read.'],
  examples: ['labelloop cost spent birds --stage prod', 'labelloop cost spent --json'],
  async run({ values, args: { project: named }, context }) {
    const cloud = await openCloud(values);
    const [
      { chooseProject },
      { readMoney },
      { listExecutions },
      { findStateMachineArn },
      { stateMachineNameOf },
      { describeMoney },
    ] = await Promise.all([
      import('../require-project.ts'),
      import('../../shared/read-models/money.ts'),
      import('../../shared/aws/execution-history.ts'),
      import('../../shared/aws/execution-progress.ts'),
      import('../../shared/domain/project/names.ts'),
      import('../money/describe-money.ts'),
    ]);
    const project = await chooseProject(cloud.bucket, named);
    const machine = cloud.stateMachineArn ?? (await findStateMachineArn(stateMachineNameOf(cloud.bucket)));
    const executions = machine === undefined ? [] : await listExecutions(machine, 1000);
    const money = await readMoney(cloud.bucket, project, executions, Date.now());
    if (values.json) context.print(JSON.stringify(money));
    else for (const line of describeMoney(money)) context.print(line);
  },
});

export default {
  summary: 'what it costs on AWS, before and after',
  subcommands: { estimate, spent },
} satisfies CommandGroup;
