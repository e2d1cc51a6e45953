import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { phaseOfState } from '../../../../shared/domain/workflow/loop-phase.ts';

interface Machine {
  States: Record<string, { Type: string; ItemProcessor?: Machine }>;
}
const machine = JSON.parse(
  readFileSync(new URL('../../../../statemachine/label-train-deploy.asl.json', import.meta.url), 'utf8'),
) as Machine;
const states = (of: Machine): Array<[string, string]> =>
  Object.entries(of.States).flatMap(([name, { Type, ItemProcessor }]) => [
    [name, Type] as [string, string],
    ...(ItemProcessor ? states(ItemProcessor) : []),
  ]);

it('every state of the machine but its ends belongs to a phase', () => {
  const lost = states(machine).filter(([name, type]) => !['Succeed', 'Fail'].includes(type) && !phaseOfState(name));
  expect(lost).toEqual([]);
});

it.each([
  ['WaitForPreLabel', 'preLabel'],
  ['DescribeLabelingJob', 'label'],
  ['MergeLabels', 'label'],
  ['DescribeTrainingJob', 'train'],
  ['ScoreModel', 'gate'],
  ['WaitForTransform', 'gate'],
  ['SmokeTest', 'endpoint'],
  ['PromoteModel', 'endpoint'],
  ['ReleaseTraining', 'release'],
])('%s belongs to %s', (state, phase) => {
  expect(phaseOfState(state)).toBe(phase);
});
