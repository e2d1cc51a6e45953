import { readFileSync } from 'node:fs';
import type { DatasetSources } from '../../local-cloud/console/dataset-routes.ts';
import type { ExecutionSources } from '../../local-cloud/console/execution-routes.ts';
import type { FirstRunSources } from '../../local-cloud/console/first-run-routes.ts';
import type { LabelingSources } from '../../local-cloud/console/labeling-routes.ts';
import type { MoneySources } from '../../local-cloud/console/money-routes.ts';
import type { AutomaticSummary } from '../../shared/contracts/automatic-labeling.ts';
import type { GalleryImage, StoryAnswer } from '../../shared/contracts/gallery.ts';
import type { ExecutionOverview, StateVisit } from '../../shared/contracts/overview.ts';
import { runbookEntry } from '../../shared/domain/workflow/runbook-entry.ts';
import { stateGraph } from '../../shared/domain/workflow/state-graph.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const machine = read('statemachine/label-train-deploy.asl.json');
const runbook = read('docs/runbook.md');

const visit = (
  state: string,
  enteredAt: number,
  exitedAt: number | null,
  more: Partial<StateVisit> = {},
): StateVisit => ({
  ...{
    state,
    type: 'Task',
    enteredAt,
    exitedAt,
    outcome: exitedAt === null ? 'running' : 'done',
    tries: 1,
    errors: [],
  },
  ...more,
});
const VISITS = [
  visit('StartMode', 0, 5),
  visit('PreparePreLabels', 5, 9, {
    ...{ outcome: 'caught', tries: 2 },
    errors: [1, 2].map((at) => ({ error: 'ContendedError', cause: '{"errorMessage":"too busy"}', at })),
  }),
  visit('WaitForLabels', 9, null),
];

/** Newest first, two seconds apart; `running` of them run. */
export const manyExecutions = (count: number, running = 1): ExecutionOverview[] =>
  Array.from({ length: count }, (_, at) => ({
    executionArn: `arn:birds-abc123-b${String(count - at).padStart(6, '0')}`,
    name: `birds-abc123-b${String(count - at).padStart(6, '0')}`,
    status: at < running ? 'RUNNING' : at % 7 ? 'SUCCEEDED' : 'FAILED',
    startedAt: Date.UTC(2026, 0, 1) - at * 2000,
    stoppedAt: at < running ? null : Date.UTC(2026, 0, 1) - at * 2000 + 1500,
  }));

const nobody = { images: 0, right: 0 };
const rounds: AutomaticSummary = {
  ...{ version: 1, precision: 0.9, images: 40, firstImages: 8, people: 12, machine: 1, waiting: 27 },
  rounds: [
    {
      ...{ round: 0, at: 0, labeledBefore: 8, machine: 1, provenPrecision: 0.91, hidden: nobody, probe: null },
      people: { chosen: 3, byChance: 1, probed: 0, hidden: 0 },
      ...{ byChance: { images: 1, right: 1 }, chosen: { images: 3, right: 0 } },
    },
  ],
  endedBecause: null,
};

interface Material {
  images: readonly GalleryImage[];
  answers: StoryAnswer[];
  /** What somebody wrote where people write. */
  hostile: string;
  /** Gets what the page did. */
  told: string[];
  executions?: ExecutionOverview[];
}

const PART = 100;

/** What the pages Labeling, Datasets, Money and the first run read, and where they write. */
export const sourcesOfPages = ({
  images,
  answers,
  hostile,
  told,
  executions = manyExecutions(2),
}: Material): ExecutionSources & LabelingSources & DatasetSources & MoneySources & FirstRunSources => ({
  listExecutionPart: async ({ status, after }) => {
    const fitting = executions.filter((one) => !status || one.status === status);
    const from = Number(after) || 0;
    const to = from + PART;
    return { executions: fitting.slice(from, to), next: to < fitting.length ? String(to) : null };
  },
  readStateGraph: async () => stateGraph(JSON.parse(machine)),
  readExecution: async (name, lastEvent) => {
    if (name === 'broken') throw new Error('no such execution');
    const execution = executions.find((one) => one.name === name);
    return execution ? { execution, lastEvent: 7, visits: lastEvent === 7 ? null : VISITS } : null;
  },
  readExchange: async (_, place) => {
    const state = VISITS[place]!.state;
    return { input: `{"into":"${state}"}`, output: `{"from":"${state}"}` };
  },
  listDeadLetters: async () => [
    {
      ...{ id: 'l1', at: '2026-01-01T12:00:00Z', functionName: 'arn:aws:lambda:us-east-1:1:function:close-batch' },
      ...{ what: `an object: ${hostile}`, why: 'ContendedError: too busy' },
    },
  ],
  redriveDeadLetters: async (ids) => {
    told.push(`letters ${ids.join(' ')}`);
    return { sent: ids.length, left: 0 };
  },
  readRunbook: async (error) => runbookEntry(runbook, error) ?? null,
  redriveExecution: async (arn) => void told.push(`redrive ${arn}`),
  stopExecution: async (arn) => void told.push(`stop ${arn}`),
  retryProject: async (project) => {
    told.push(`retry ${project}`);
    return `${project}: tried again`;
  },
  giveUp: async (project, name, note) => {
    told.push(`give up ${project} ${name}: ${note}`);
    return 'given up';
  },
  readLabeling: async () => ({
    jobs: [
      {
        ...{ batchId: 'b000001', jobName: 'birds-abc123-b000001', status: 'InProgress', images: 40, labeled: 12 },
        ...{ byMachine: 1, unlabeled: 27, failed: 1, workersPerObject: 3, createdAt: 0, expectedEnd: 3_600_000 },
        hours: [{ at: 0, answers: 30 }],
        workers: [{ workerId: 'ana', answers: 30, goldAnswers: 9, goldPassed: 3, isPausedByGold: true }],
        rounds,
        failures: [{ reason: hostile, objects: 1 }],
        declines: [{ reason: 'too dark', times: 2 }],
      },
    ],
    workers: [
      {
        ...{ workerId: 'ana', name: hostile, status: 'Active', reason: null, answers: 30, secondsPerTask: 4.2 },
        ...{ agreement: { value: 0.9, low: 0.8, high: 0.95 }, gold: null },
      },
      {
        ...{ workerId: 'ben', name: 'Ben', status: 'Paused', reason: 'boxes are loose', answers: 0, secondsPerTask: 0 },
        ...{ agreement: null, gold: null },
      },
    ],
    pricePerAnswerUsd: 0.05,
    needsAttention: [{ reason: 'nobody came', images: [images[0]!.sha256, images[1]!.sha256] }],
    hasOwnPeople: true,
  }),
  readDisagreements: async () => [
    {
      ...{ sha256: images[0]!.sha256, key: images[0]!.key, size: { width: 100, height: 80 }, disagreement: 0.5 },
      answers: answers,
    },
  ],
  updateWorker: async (_, workerId, status, reason) => void told.push(`${workerId} ${status} ${reason ?? ''}`.trim()),
  inviteWorker: async (_, name) => `http://127.0.0.1/#invitation=${name}`,
  labelYourself: async () => 'http://127.0.0.1/#guest',
  requeueImages: async (_, images) => images.length,
  readProduction: async (project) =>
    project === 'birds'
      ? {
          feedback: ['12 came for doubt: 10 labeled, 6 corrected; 4 by chance to validation'],
          drift: {
            ...{ version: 1, modelName: 'birds-abc123-v2', at: '2026-11-30T12:00:00.000Z' },
            ...{ days: 7, images: 412, validation: 60 },
            measures: [
              {
                ...{ kind: 'class', label: 'owl', shares: { production: 0.4, validation: 0.1 }, left: true },
                ...{ value: 0.3, low: 0.2, high: 0.38 },
              },
              { kind: 'confidence', value: 0.52, low: 0.44, high: 0.6, left: false },
            ],
          },
        }
      : { feedback: [], drift: null },
  readDatasets: async () =>
    [2, 1].map((datasetVersion) => ({
      ...{
        datasetVersion,
        folder: `b00000${datasetVersion}-x`,
        createdAt: '2026-01-01T12:00:00Z',
        train: 30,
        validation: 10,
      },
      ...{ added: 40, origin: null, perLabel: { robin: 900, [hostile]: 3 }, counted: 'boxes', empty: 1 },
      ...{ humanAnnotated: 39, machineAnnotated: 1, bytes: 1500, exports: ['coco'], summary: {} as never },
    })),
  readDatasetDiff: async (_, from, to) => ({
    ...{ from, to, added: 1, removed: 0, changed: 1, unchanged: 38, perLabel: { robin: 2 } },
    images: [{ sha256: images[0]!.sha256, key: images[0]!.key, before: images[0]!, after: images[1]! }],
  }),
  readMoney: async (project) => ({
    ...{ project, pricesAsOf: '2026-11-30', region: 'us-east-1', usdPerImage: 0.188, idleUsdPerMonth: 1 },
    budget: { budgetUsd: 5, spentUsd: 4.98, imagesLeft: 0 },
    held: { images: 3, usd: 0.57 },
    trainings: { month: '2026-01', spentUsd: 2, maxUsd: 20 },
    executions: [
      {
        name: 'birds-abc123-b000001',
        status: 'RUNNING',
        startedAt: 0,
        labeling: 7.52,
        orchestration: 0.004,
        training: 0.1,
        machine: 0,
        total: 7.624,
      },
    ],
    months: [
      {
        month: '2026-01',
        executions: 1,
        labeling: 7.52,
        orchestration: 0.004,
        training: 0.1,
        machine: 0,
        total: 7.624,
      },
    ],
    rekognition: {
      ...{ runs: 2, inferenceHours: 3.5, usd: 14, usdPerHour: 4 },
      running: [{ until: '2026-01-01T14:00:00.000Z', units: 1 }],
      months: [{ month: '2026-01', runs: 2, inferenceHours: 3.5, usd: 14 }],
    },
  }),
  readExecutionCost: async () => ({ labeling: 7.52, orchestration: 0.004, training: 0.1, machine: 0, total: 7.624 }),
  approveHeld: async (project) => {
    told.push(`approved ${project}`);
    return { images: 3, budgetUsd: 5.57, addedUsd: 0.57 };
  },
  readAudit: async () => [
    { version: 1, at: '2026-01-01T12:00:00Z', by: 'mia', act: 'invited', project: 'birds', subject: hostile },
  ],
  createProject: async ({ project, labels }) => {
    told.push(`created ${project}: ${labels.join(' ')}`);
    return true;
  },
  dropFile: async (project, name) => ({ key: `incoming/${project}/${name}`, etag: 'e' }),
  readOutcomes: async (_, files) =>
    files.map(({ key }) =>
      key.endsWith('.css')
        ? { outcome: 'accepted', reason: null }
        : { outcome: 'quarantined', reason: 'no image at all' },
    ),
  tryModel: async () => ({
    ...{ endpointName: 'birds', modelName: 'm', width: 100, height: 80, milliseconds: 12.4 },
    boxes: [
      { label: hostile, confidence: 0.9, left: 10, top: 10, width: 30, height: 30 },
      { label: 'robin', confidence: 0.2, left: 50, top: 10, width: 30, height: 30 },
    ],
  }),
  labelNow: async (project) => void told.push(`label ${project} now`),
});
