import { expect, it } from '@jest/globals';
import { workteamArnOf } from '../../../../shared/domain/labeling/workteam-arn.ts';

it("is a private team of the execution's own account, region and partition where project.json names it only", () => {
  const execution = 'arn:aws-us-gov:states:us-gov-west-1:123456789012:execution:labelloop-dev-label-train-deploy:one';
  expect(workteamArnOf('labelloop', execution)).toBe(
    'arn:aws-us-gov:sagemaker:us-gov-west-1:123456789012:workteam/private-crowd/labelloop',
  );
});

it('is what project.json says where that is an ARN', () => {
  const team = 'arn:aws:sagemaker:eu-west-1:999999999999:workteam/vendor-crowd/annotators';
  expect(workteamArnOf(team, 'arn:aws:states:us-east-1:123456789012:execution:m:one')).toBe(team);
});
