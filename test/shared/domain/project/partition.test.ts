import { expect, it } from '@jest/globals';
import { partitionOf } from '../../../../shared/domain/project/partition.ts';

it.each([
  ['eu-central-1', 'aws', 'amazonaws.com'],
  ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
  ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
])('knows the partition of %s', (region, name, domain) => {
  expect(partitionOf(region)).toEqual({ name, domain });
});
