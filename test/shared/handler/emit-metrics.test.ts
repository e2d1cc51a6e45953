import { expect, it } from '@jest/globals';
import { openMetrics } from '../../../shared/handler/emit-metrics.ts';

it('writes one line of the embedded metric format for each project, with its sums', () => {
  const lines: string[] = [];
  const metrics = openMetrics(
    'prod',
    () => 1_700_000_000_000,
    (line) => lines.push(line),
  );
  metrics.count('birds', { ImagesAccepted: 1 });
  metrics.count('birds', { ImagesAccepted: 1, ImagesQuarantined: 1 });
  metrics.count('fish', {});
  metrics.flush();
  metrics.flush();
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      _aws: {
        Timestamp: 1_700_000_000_000,
        CloudWatchMetrics: [
          {
            Namespace: 'labelloop',
            Dimensions: [['Stage'], ['Stage', 'Project']],
            Metrics: [
              { Name: 'ImagesAccepted', Unit: 'Count' },
              { Name: 'ImagesQuarantined', Unit: 'Count' },
            ],
          },
        ],
      },
      ...{ Stage: 'prod', Project: 'birds', ImagesAccepted: 2, ImagesQuarantined: 1 },
    },
  ]);
});

it('writes nothing without a stage', () => {
  const lines: string[] = [];
  const metrics = openMetrics('', Date.now, (line) => lines.push(line));
  metrics.count('birds', { Spend: 1 });
  metrics.flush();
  expect(lines).toEqual([]);
});
