import { afterEach, expect, it } from '@jest/globals';
import { nextStates } from '../../local-cloud/step-functions/check-definition.ts';
import type { State, WaitState } from '../../local-cloud/step-functions/definition.ts';
import { evaluateTemplate } from '../../local-cloud/step-functions/jsonata/evaluate.ts';
import { LARGEST_HISTORY_EVENTS } from '../../local-cloud/step-functions/quotas.ts';
import { MachineRun } from '../local-cloud/step-functions/machine-run.ts';
import { allStates, readDefinition } from './definition.ts';
import { SimulatedAws } from './simulated-aws.ts';

const definition = readDefinition();
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** History events of one stay in a state. */
const EVENTS: Partial<Record<State['Type'], number>> = { Task: 5, Choice: 2, Wait: 2 };

const states = new Map(allStates(definition));

/** The states of the polling cycle through `wait`, in order, found by walking the machine. */
function cycleThrough(wait: string): string[] {
  const queue = nextStates(states.get(wait)!).map((name) => [name]);
  const seen = new Set<string>();
  for (const path of queue) {
    const name = path.at(-1)!;
    if (name === wait) return path;
    if (seen.has(name)) continue;
    seen.add(name);
    for (const next of nextStates(states.get(name)!)) queue.push([...path, next]);
  }
  throw new Error(`no cycle through ${wait}`);
}

/** How often the machine polls in that time, by its own Wait expression. */
async function pollsWithin(wait: string, duration: number): Promise<number> {
  const seconds = String((states.get(wait) as WaitState).Seconds);
  const since = /\$(\w+Since)/.exec(seconds)![1]!;
  let polls = 0;
  for (let age = 0; age < duration; polls++) {
    const bindings = { states: {}, variables: { [since]: 0 }, now: age };
    age += 1000 * Number(await evaluateTemplate(seconds, 'Seconds', bindings));
  }
  return polls;
}

const eventsIn = (names: string[]) => names.reduce((sum, name) => sum + EVENTS[states.get(name)!.Type]!, 0);

const eventsOf = async (wait: string, duration: number) =>
  eventsIn(cycleThrough(wait)) * (await pollsWithin(wait, duration));

/** What a training visits once, its Map left out. */
const ONCE_PER_TRAINING = [
  'ClaimTraining',
  'TrainingClaimed',
  'PrepareTraining',
  'CreateTrainingJob',
  'CreateModel',
  'CreateTransformJob',
  'CreateTransformJob',
  'ScoreModel',
  'ChallengerIsBetter',
  'CreateModelPackageGroup',
  'CreateModelPackage',
  'ApprovalNeeded',
  'CreateEndpointConfig',
  'DescribeEndpoint',
  'EndpointState',
  'UpdateEndpoint',
  'SmokeTest',
  'PromoteModel',
  'ModelIsRegistered',
  'ApproveModelPackage',
  'ReleaseTraining',
  'TrainAgain',
];

let run: MachineRun | undefined;
afterEach(() => run?.close());

it('keeps 30 days of labeling and five long trainings with their deployments below the history limit', async () => {
  expect(cycleThrough('WaitForLabels')).toEqual(['DescribeLabelingJob', 'LabelingSettled', 'WaitForLabels']);
  const labeling = await eventsOf('WaitForLabels', 30 * DAY_MS);
  expect(labeling).toBe(13_626);
  const training =
    (await eventsOf('WaitForTraining', 6 * HOUR_MS)) +
    2 * (await eventsOf('WaitForTransform', HOUR_MS)) +
    (await eventsOf('WaitForEndpoint', HOUR_MS / 2));
  // A Map of two: its own four events, two of each iteration, two of each inner Succeed.
  const around = eventsIn(ONCE_PER_TRAINING) + 4 + 2 * (2 + 2);
  expect(labeling + 5 * (training + around)).toBeLessThan(LARGEST_HISTORY_EVENTS);
  // Who waits for approval trains once.
  const approval = await eventsOf('WaitForApproval', 7 * DAY_MS);
  expect(labeling + training + around + approval).toBeLessThan(LARGEST_HISTORY_EVENTS);
});

it('predicts what the interpreter writes for a labeling job of a day', async () => {
  const aws = new SimulatedAws({ now: () => run!.clock.now(), at: () => () => {} });
  aws.labelingMs = DAY_MS;
  aws.answers.MergeLabels = () => ({ datasetVersion: 1, newLabels: 0 });
  run = new MachineRun(definition, { lambda: aws.lambda });
  const end = await run.run({ project: 'p', uid: 'u', mode: 'label', batchId: 'b000001', configKey: 'c' });
  const polls = run.path(end.arn).filter((name) => name === 'WaitForLabels').length;
  expect(polls).toBe(await pollsWithin('WaitForLabels', DAY_MS));
  const around = run.path(end.arn).filter((name) => !cycleThrough('WaitForLabels').includes(name));
  expect(around).toEqual([
    'StartMode',
    'PreparePreLabels',
    'PreLabel',
    'StartLabelingJob',
    'MergeLabels',
    'AnythingLabeled',
    'NothingNew',
  ]);
  const outside = 2 + 2 + 5 + 4 + 5 + 5 + 2 + 2;
  expect(end.lastEventId).toBe(polls * 9 + 7 + outside);
});
