import { expect, it } from '@jest/globals';
import { checkMetricDefinitions, MetricScraper } from '../../../../local-cloud/sagemaker/jobs/log-metrics.ts';

const never = (why: string) => {
  throw new Error(why);
};

it('takes the last value of each metric, also from lines that come in pieces', async () => {
  const metrics = new MetricScraper(
    [
      { Name: 'loss', Regex: 'loss=([0-9.]+)' },
      { Name: 'no', Regex: 'x(y)' },
    ],
    never,
  );
  metrics.read(Buffer.from('epoch 1 loss=3.5\nepoch 2 lo'), 1000);
  metrics.read(Buffer.from('ss=2.5\n'), 2000);
  await metrics.close();
  expect(metrics.last()).toEqual([{ MetricName: 'loss', Value: 2.5, Timestamp: new Date(2000) }]);
});

it('reads what follows a piece that ends no line', async () => {
  const metrics = new MetricScraper([{ Name: 'loss', Regex: 'loss=([0-9.]+)' }], never);
  metrics.read(Buffer.from('loading '), 1000);
  metrics.read(Buffer.from('done\nloss=1.5\n'), 2000);
  await metrics.close();
  expect(metrics.last()).toEqual([{ MetricName: 'loss', Value: 1.5, Timestamp: new Date(2000) }]);
});

it('has the values so far while the job runs', async () => {
  const { promise: told, resolve: tell } = Promise.withResolvers<void>();
  const metrics = new MetricScraper([{ Name: 'step', Regex: 'step=([0-9]+)' }], never, tell);
  metrics.read(Buffer.from('progress: 0.10 step=7/70 loss=2.5\n'), 1000);
  await told;
  expect(metrics.last()).toEqual([{ MetricName: 'step', Value: 7, Timestamp: new Date(1000) }]);
  await metrics.close();
});

it('gives up on an expression that never ends, tells it once, and holds nobody up', async () => {
  const told: string[] = [];
  const metrics = new MetricScraper([{ Name: 'evil', Regex: '^(a+)+$' }], (why) => void told.push(why));
  metrics.read(Buffer.from(`${'a'.repeat(60)}!\n`), 1000);
  let turns = 0;
  const beat = setInterval(() => turns++, 20);
  metrics.read(Buffer.from('more\n'), 2000);
  await metrics.close();
  expect(metrics.last()).toEqual([]);
  clearInterval(beat);
  metrics.read(Buffer.from('and more\n'), 3000);
  expect(told).toEqual([expect.stringMatching(/took more than 2 s on 1 lines/)]);
  expect(turns).toBeGreaterThan(10);
});

it('refuses what is no regular expression', () => {
  expect(() => checkMetricDefinitions([{ Name: 'm', Regex: '(' }])).toThrow(SyntaxError);
});
