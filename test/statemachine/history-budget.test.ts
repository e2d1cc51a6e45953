import { afterEach, expect, it } from '@jest/globals';
import { nextStates } from '../../local-cloud/step-functions/check-definition.ts';
import type { State, WaitState } from '../../local-cloud/step-functions/definition.ts';
import { evaluateTemplate } from '../../local-cloud/step-functions/jsonata/evaluate.ts';
import { LARGEST_HISTORY_EVENTS } from '../../local-cloud/step-functions/limits.ts';
import { MachineRun } from '../local-cloud/step-functions/machine-run.ts';
import { readDefinition } from './definition.ts';
import { SimulatedAws } from './simulated-aws.ts';

const definition = readDefinition();
const DAY_MS = 86_400_000;

/** History events of one stay in a state. */
const EVENTS: Partial<Record<State['Type'], number>> = { Task: 5, Choice: 2, Wait: 2 };

/** The states of the polling cycle through `wait`, in order, found by walking the machine. */
function cycleThrough(wait: string): string[] {
  const queue = nextStates(definition.States[wait]!).map((name) => [name]);
  const seen = new Set<string>();
  for (const path of queue) {
    const name = path.at(-1)!;
    if (name === wait) return path;
    if (seen.has(name)) continue;
    seen.add(name);
    for (const next of nextStates(definition.States[name]!)) queue.push([...path, next]);
  }
  throw new Error(`no cycle through ${wait}`);
}

/** How often the machine polls in that time, by its own Wait expression. */
async function pollsWithin(wait: string, since: string, duration: number): Promise<number> {
  const seconds = (definition.States[wait] as WaitState).Seconds!;
  let polls = 0;
  for (let age = 0; age < duration; polls++) {
    age +=
      1000 * Number(await evaluateTemplate(seconds, 'Seconds', { states: {}, variables: { [since]: 0 }, now: age }));
  }
  return polls;
}

async function eventsOf(wait: string, since: string, duration: number): Promise<number> {
  const perPoll = cycleThrough(wait).reduce((sum, name) => sum + EVENTS[definition.States[name]!.Type]!, 0);
  return perPoll * (await pollsWithin(wait, since, duration));
}

let run: MachineRun | undefined;
afterEach(() => run?.close());

it('keeps a labeling job of 30 days, five trainings and their deployments below the history limit', async () => {
  expect(cycleThrough('WaitForLabels')).toEqual(['DescribeLabelingJob', 'LabelingSettled', 'WaitForLabels']);
  const labeling = await eventsOf('WaitForLabels', 'labelingSince', 30 * DAY_MS);
  const training = await eventsOf('WaitForTraining', 'trainingSince', DAY_MS / 4);
  const deploying = await eventsOf('WaitForEndpoint', 'endpointSince', 7_200_000);
  expect(labeling).toBe(13_626);
  expect(labeling + training + deploying).toBeLessThan(LARGEST_HISTORY_EVENTS);
  expect({ training, deploying }).toMatchInlineSnapshot(`
{
  "deploying": 1422,
  "training": 1143,
}
`);
});

it('predicts what the interpreter writes for a labeling job of a day', async () => {
  const aws = new SimulatedAws({ now: () => run!.clock.now(), at: () => () => {} });
  aws.labelingMs = DAY_MS;
  aws.answers.MergeLabels = () => ({ datasetVersion: 1, newLabels: 0 });
  run = new MachineRun(definition, { lambda: aws.lambda });
  const end = await run.run({ project: 'p', uid: 'u', mode: 'label', batchId: 'b000001', configKey: 'c' });
  const polls = run.path(end.arn).filter((name) => name === 'WaitForLabels').length;
  expect(polls).toBe(await pollsWithin('WaitForLabels', 'labelingSince', DAY_MS));
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
