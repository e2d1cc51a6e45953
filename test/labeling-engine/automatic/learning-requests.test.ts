import { expect, it } from '@jest/globals';
import { learningBudget } from '../../../algorithms/network/learning-run.ts';
import { learningJobRequest } from '../../../labeling-engine/automatic/learning-requests.ts';
import type { RoundFiles } from '../../../labeling-engine/automatic/round-files.ts';
import type { CreateLabelingJobRequest } from '../../../labeling-engine/contracts/labeling-requests.ts';
import { MACHINE_KINDS, type MachineTask } from '../../../shared/domain/automatic-labeling/kinds/machine-kinds.ts';

const uri = () => 's3://bucket/one';
const files = {
  training: () => ({ manifest: uri, images: uri, labels: uri, output: uri() }),
} as unknown as RoundFiles;
const request = { RoleArn: 'arn:aws:iam::000000000000:role/one', LabelAttributeName: 'label', LabelingJobName: 'one' };

function hyperparametersOf(task: MachineTask): Record<string, string> {
  const round = { reference: 'one', round: 0, files, image: 'image' };
  const ofRound = { ...round, kind: MACHINE_KINDS[task], request: request as CreateLabelingJobRequest };
  return learningJobRequest(ofRound, 0, ['owl', 'duck']).HyperParameters;
}

it('boxes of a round are learned in so many steps', () => {
  expect(hyperparametersOf('object-detection')).toMatchObject({ 'max-steps': '300', 'max-seconds': '900' });
});

it.each<MachineTask>(['image-classification', 'semantic-segmentation'])(
  'a round learns %s as long as its algorithm always does of so few images, so that people do not wait for more',
  (task) => {
    const given = hyperparametersOf(task);
    expect(Object.keys(given)).toEqual(['labels', 'label-attribute-name', 'task-type']);
    const budget = learningBudget({ maxSeconds: undefined, maxSteps: undefined }, 20);
    expect(budget).toEqual({ seconds: 900, steps: 140 });
  },
);
