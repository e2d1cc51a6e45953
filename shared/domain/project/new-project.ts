import type { Project, TaskType } from '../../contracts/project.ts';
import { LABEL_TASKS } from '../answer-kinds/tasks/task-types.ts';
import { NO_ALGORITHM } from '../batches/labels-only.ts';
import { OWN_WORKTEAM } from '../labeling/workteam-arn.ts';

/** What a person must say to begin a project. */
export interface NewProject {
  project: string;
  /** Random, six of [a-z0-9]. */
  uid: string;
  labels: string[];
  taskType: TaskType;
  /** The people who label: an ARN, or the name of a private team of the account; default: the team `labelloop`. */
  workteamArn?: string;
}

/**
 * A complete project.json with the defaults of a small team: three workers an object, a batch after five quiet minutes,
 * a serverless endpoint.
 */
export function newProject({ project, uid, labels, taskType, workteamArn = OWN_WORKTEAM }: NewProject): Project {
  const list = labels.join(', ');
  const { words, algorithms, element, subject } = LABEL_TASKS[taskType];
  return {
    version: 1,
    project,
    uid,
    taskType,
    labels,
    title: `Label ${subject}: ${list}`.slice(0, 128),
    description: `${words.description}: ${list}`.slice(0, 255),
    instructions: {
      short: words.short,
      full: words.full,
      goodExamples: [],
      badExamples: [],
    },
    batch: { maxImages: 1000, quietMinutes: 5, maxAgeHours: 24 },
    labeling: {
      workteamArn,
      workersPerObject: 3,
      fewestWorkers: null,
      gold: null,
      goldFeedback: true,
      contact: null,
      taskTimeLimitSeconds: 600,
      taskAvailabilitySeconds: 864_000,
      preLabel: element.initialValue !== undefined,
      maxAttempts: 3,
      budgetUsd: null,
      pricePerAnswerUsd: 0,
      ...(taskType === 'keypoints' && { keypoints: { object: 'object', skeleton: [], severalObjects: true } }),
    },
    validationFraction: 0.2,
    training: {
      algorithm: algorithms[0] ?? NO_ALGORITHM,
      instanceType: 'ml.c5.2xlarge',
      spot: false,
      maxRuntimeSeconds: 14_400,
      hyperparameters: {},
      minNewLabels: 20,
      minImages: 5,
      maxStartsPerDay: 10,
    },
    gate: { policy: 'evidence', minimumScore: 0.5, tolerance: 0 },
    endpoint: {
      name: project,
      mode: 'serverless',
      memorySizeInMB: 3072,
      maxConcurrency: 5,
      instanceType: 'ml.c5.large',
    },
    exports: [],
    webhookUrl: null,
  };
}
