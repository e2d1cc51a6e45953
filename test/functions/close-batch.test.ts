import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { handler as closeBatch } from '../../functions/close-batch.ts';
import { handler as ingestUpload } from '../../functions/ingest-upload.ts';
import { labelingJobName } from '../../shared/domain/project/names.ts';
import { newProject } from '../../shared/domain/project/new-project.ts';
import { inParallel } from '../../shared/in-parallel.ts';
import { expectSameAfterAnyDeath, PipelineHarness } from '../pipeline-harness.ts';
import { sampleJpeg } from '../sample-jpeg.ts';

let harness: PipelineHarness;
beforeEach(() => {
  harness = new PipelineHarness();
});
afterEach(() => harness.restore());

const renew = () => {
  harness.restore();
  harness = new PipelineHarness();
  return harness;
};
const ingest = (event: unknown) => harness.call(ingestUpload, event);
const close = (event: unknown) => harness.call(closeBatch, event);
const sweep = () => close(harness.sweepEvent());
const dropMany = (count: number, from = 0) =>
  Array.from({ length: count }, (_, number) => harness.drop(`${from + number}.jpg`, sampleJpeg(from + number)));
const ingestMany = async (count: number, from = 0) => {
  for (const event of dropMany(count, from)) await ingest(event);
};
const policy = newProject({ project: 'birds', uid: 'abc123', labels: ['owl'], taskType: 'bounding-box' });

describe('close-batch', () => {
  it('closes everything that was dropped when ready is set, events or not, and starts one execution', async () => {
    await ingestMany(3);
    dropMany(2, 3);
    await close(harness.setReady());
    expect(harness.batches().map((images) => images.length)).toEqual([5]);
    const name = labelingJobName({ project: 'birds', uid: 'abc123', batchId: 'b000001' });
    expect([...harness.executions.keys()]).toEqual([name]);
    const { configKey } = harness.bucket.json(harness.keys.batch('b000001'));
    expect(JSON.parse(harness.executions.get(name)!)).toEqual({
      project: 'birds',
      uid: 'abc123',
      mode: 'label',
      batchId: 'b000001',
      configKey,
    });
    expect(harness.bucket.keys('ready/')).toEqual([]);
    expect(harness.bucket.json(harness.keys.labelCategories('b000001')).labels).toEqual([
      { label: 'owl' },
      { label: 'duck' },
    ]);
    harness.expectNothingLostOrTwice();
  });

  it('changes nothing when the ready event comes again, or the same images do', async () => {
    await ingestMany(3);
    const ready = harness.setReady();
    await close(ready);
    const once = harness.bucket.dump();
    await close(ready);
    for (const event of dropMany(3)) await ingest(event);
    expect(harness.bucket.dump()).toEqual(once);
    await close(harness.setReady());
    await sweep();
    expect(harness.bucket.dump()).toEqual(once);
    expect(harness.executions.size).toBe(1);
  });

  it('drops a marker that came back after its image was claimed', async () => {
    await ingestMany(1);
    await close(harness.setReady());
    harness.bucket.put(harness.keys.pending(harness.records()[0]!.sha256), '');
    await ingestMany(1, 1);
    await close(harness.setReady());
    expect(new Set(harness.batches().flat()).size).toBe(harness.batches().flat().length);
    harness.expectNothingLostOrTwice();
  });

  it('keeps a ready marker that was set again while the batch was being closed', async () => {
    await ingestMany(1);
    const ready = harness.setReady();
    harness.bucket.beforeCall = ({ name }) => {
      if (name !== 'ListObjectsV2Command') return;
      harness.bucket.beforeCall = () => {};
      harness.bucket.now += 1000;
      harness.setReady();
    };
    await close(ready);
    expect(harness.bucket.keys('ready/')).toEqual(['ready/birds']);
  });

  it('waits until nothing new came for the quiet minutes', async () => {
    await ingestMany(2);
    harness.wait(1);
    await sweep();
    expect(harness.batches()).toEqual([]);
    harness.wait(6);
    await sweep();
    expect(harness.bucket.json(harness.keys.batch('b000001'))).toMatchObject({ reason: 'quiet' });
  });

  it('closes full batches at once and leaves the rest waiting', async () => {
    harness.configure({ batch: { ...policy.batch, maxImages: 2 } });
    await ingestMany(5);
    await sweep();
    expect(harness.batches().map((images) => images.length)).toEqual([2, 2]);
    harness.expectNothingLostOrTwice();
    harness.wait(6);
    await sweep();
    expect(harness.batches().map((images) => images.length)).toEqual([2, 2, 1]);
  });

  it('heals a lost event at a quarter of an hour', async () => {
    dropMany(1);
    harness.wait(15);
    harness.wait(15);
    await sweep();
    expect(harness.records()).toHaveLength(1);
  });

  it('names what is broken in project.json, lets the images wait and serves the other projects', async () => {
    harness.bucket.put(
      'projects/fish/project.json',
      harness.bucket.text(harness.keys.config)!.replaceAll('birds', 'fish'),
    );
    await ingest(harness.drop('a.jpg', sampleJpeg(1)));
    await ingest(harness.drop('a.jpg', sampleJpeg(1), 'fish'));
    const good = harness.bucket.json(harness.keys.config);
    harness.configure({ ...good, labeling: { ...good.labeling, workersPerObject: 12 } });
    await ingest(harness.drop('b.jpg', sampleJpeg(2)));
    harness.wait(6);
    await sweep();
    expect(harness.bucket.json(harness.keys.problem).reason).toMatch(/labeling\.workersPerObject: .*it holds 12/);
    expect(harness.batches()).toEqual([]);
    expect(harness.bucket.keys('projects/fish/batches/')).not.toEqual([]);
    harness.configure(good);
    await sweep();
    harness.wait(6);
    await sweep();
    expect(harness.batches().map((images) => images.length)).toEqual([2]);
    expect(harness.bucket.keys(harness.keys.problem)).toEqual([]);
  });

  it('labels what was dropped before its project was made', async () => {
    await ingest(harness.drop('a.jpg', sampleJpeg(1), 'fish'));
    harness.bucket.put(
      'projects/fish/project.json',
      harness.bucket.text(harness.keys.config)!.replaceAll('birds', 'fish'),
    );
    await sweep();
    harness.wait(6);
    await sweep();
    expect([...harness.executions.keys()]).toEqual(['fish-abc123-b000001']);
  });

  it('refuses labels whose ids moved', async () => {
    await ingestMany(1);
    await close(harness.setReady());
    harness.configure({ labels: ['duck', 'owl'] });
    await ingestMany(1, 1);
    await close(harness.setReady());
    expect(harness.bucket.json(harness.keys.problem).code).toBe('labels-changed');
    harness.configure({ labels: ['owl', 'duck', 'wren'] });
    await close(harness.setReady());
    expect(harness.batches()).toHaveLength(2);
  });

  it('stops claiming when the budget is spent', async () => {
    harness.configure({ labeling: { ...policy.labeling, budgetUsd: 0.16 } });
    await ingestMany(3);
    await close(harness.setReady());
    expect(harness.batches().map((images) => images.length)).toEqual([2]);
    expect(harness.bucket.json(harness.keys.problem).code).toBe('budget-spent');
  });

  it('counts the answers of all workers into the budget', async () => {
    const priced = { budgetUsd: 0.4, workersPerObject: 3, pricePerAnswerUsd: 0.036 };
    harness.configure({ labeling: { ...policy.labeling, ...priced } });
    await ingestMany(4);
    await close(harness.setReady());
    expect(harness.batches().map((images) => images.length)).toEqual([2]);
    expect(harness.bucket.json(harness.keys.problem).code).toBe('budget-spent');
  });

  it('says that there is nothing to label and creates nothing', async () => {
    const before = harness.bucket.dump();
    await close(harness.setReady());
    expect(harness.bucket.dump()).toEqual(before);
  });

  it('puts no image in two batches, whichever of two closers stands still while the other runs', async () => {
    const actors = new AsyncLocalStorage<string>();
    for (let standsAt = 1; standsAt < 46; standsAt++) {
      harness.restore();
      harness = new PipelineHarness({ batch: { ...policy.batch, maxImages: 2 } });
      await ingestMany(5);
      const ready = harness.setReady();
      let calls = 0;
      harness.bucket.beforeCall = async () => {
        if (actors.getStore() === 'slow' && ++calls === standsAt) {
          await ingestMany(1, 5);
          await actors.run('fast', () => close(ready));
        }
      };
      await actors.run('slow', () => close(ready));
      harness.expectNothingLostOrTwice();
      harness.wait(6);
      await sweep();
      harness.expectNothingLostOrTwice();
      expect(harness.batches().flat()).toHaveLength(6);
      expect(harness.executions.size).toBe(harness.batches().length);
    }
  });

  it('ends with the same bucket after dying at any call of a small drop', async () => {
    const run = async () => {
      const events = dropMany(3);
      events.push(harness.drop('copy.jpg', sampleJpeg(0)), harness.drop('bad.jpg', 'text'));
      for (const event of events) await ingest(event);
      await close(harness.setReady());
    };
    await expectSameAfterAnyDeath(renew, run);
  });

  it('loses none of 2,000 images and labels none twice, with events lost, repeated and reversed and two closers', async () => {
    harness.configure({ batch: { ...policy.batch, maxImages: 600 } });
    const events = dropMany(2000)
      .filter((_, number) => number % 7 !== 0)
      .flatMap((event, number) => (number % 5 === 0 ? [event, event, event] : [event]))
      .reverse();
    await inParallel(events, 40, ingest);
    const ready = harness.setReady();
    await Promise.all([close(ready), close(ready), sweep()]);
    await sweep();
    expect(harness.batches().flat()).toHaveLength(2000);
    expect(new Set(harness.batches().flat()).size).toBe(2000);
    harness.expectNothingLostOrTwice();
  });
});
