import type { MetricDefinition } from '@aws-sdk/client-sagemaker';
import type { BuiltInAlgorithm } from '../../../shared/domain/training/built-in-images.ts';

/**
 * The metrics that SageMaker scrapes from its built-in algorithms' logs, as DescribeTrainingJob shows them. A stand-in
 * prints those only that mean the same for it.
 */
export const BUILT_IN_METRICS: Record<BuiltInAlgorithm, MetricDefinition[]> = {
  'object-detection': [
    { Name: 'train:progress', Regex: '#progress_metric: host=\\S+, completed (\\S+) %' },
    {
      Name: 'train:smooth_l1',
      Regex: '#quality_metric: host=\\S+, epoch=\\S+, batch=\\S+ train smooth_l1 <loss>=(\\S+)',
    },
    {
      Name: 'train:cross_entropy',
      Regex: '#quality_metric: host=\\S+, epoch=\\S+, batch=\\S+ train cross_entropy <loss>=(\\S+)',
    },
    { Name: 'train:throughput', Regex: '#throughput_metric: host=\\S+, train throughput=(\\S+) records/second' },
    { Name: 'validation:mAP', Regex: '#quality_metric: host=\\S+, epoch=\\S+, validation mAP <score>=\\((\\S+)\\)' },
  ],
};
