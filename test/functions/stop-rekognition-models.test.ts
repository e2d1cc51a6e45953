import {
  DescribeProjectVersionsCommand,
  RekognitionClient,
  ResourceInUseException,
  StopProjectVersionCommand,
} from '@aws-sdk/client-rekognition';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../functions/stop-rekognition-models.ts';
import type { RekognitionRun } from '../../shared/contracts/rekognition-runs.ts';
import { listRekognitionRuns, recordRekognitionRun } from '../../shared/documents/rekognition-runs.ts';
import { MemoryBucket } from '../memory-bucket.ts';

const PROJECT = 'arn:aws:rekognition:us-east-1:000000000000:project/labelloop-dev-birds-abc123/1';
const arnOf = (name: string) => PROJECT.replace('/1', `/version/${name}/2`);
const run = (name: string, more: Partial<RekognitionRun> = {}): RekognitionRun => ({
  ...{ id: name, project: 'birds', projectArn: PROJECT, versionArn: arnOf(name), units: 1 },
  ...{ startedAt: '2026-11-30T10:00:00Z', until: '2026-11-30T11:00:00Z', ...more },
});

let bucket: MemoryBucket;
const rekognition = mockClient(RekognitionClient);
const log = jest.spyOn(console, 'log').mockImplementation(() => {});
beforeEach(() => {
  bucket = new MemoryBucket();
  process.env.BUCKET = bucket.name;
  rekognition.reset();
});
afterEach(() => {
  bucket.restore();
  log.mockClear();
});

/** What Rekognition says of the versions; stopping changes nothing by itself. */
function versions(statuses: Record<string, string>) {
  rekognition.on(DescribeProjectVersionsCommand).resolves({
    ProjectVersionDescriptions: Object.entries(statuses).map(([name, Status]) => ({
      ...{ ProjectVersionArn: arnOf(name), Status: Status as 'RUNNING', CreationTimestamp: new Date(0) },
    })),
  });
  rekognition.on(StopProjectVersionCommand).resolves({ Status: 'STOPPING' });
}
const sweep = (time: string) => handler({ 'detail-type': 'Scheduled Event', time }, { awsRequestId: 'a' } as never);
const stopped = () => rekognition.commandCalls(StopProjectVersionCommand).map(({ args }) => args[0].input);
const ends = async () => (await listRekognitionRuns(bucket.name)).map(({ id, stoppedAt }) => [id, stoppedAt]);

describe('a model of Rekognition that runs', () => {
  it('is stopped when its time is over, not before, and its end is written down when it has stopped', async () => {
    await recordRekognitionRun(bucket.name, run('v1'));
    versions({ v1: 'RUNNING' });
    await sweep('2026-11-30T10:59:00Z');
    expect(stopped()).toEqual([]);
    await sweep('2026-11-30T11:00:00Z');
    expect(stopped()).toEqual([{ ProjectVersionArn: arnOf('v1') }]);
    versions({ v1: 'STOPPING' });
    await sweep('2026-11-30T11:05:00Z');
    expect(await ends()).toEqual([['v1', undefined]]);
    versions({ v1: 'STOPPED' });
    await sweep('2026-11-30T11:10:00Z');
    expect(await ends()).toEqual([['v1', '2026-11-30T11:10:00.000Z']]);
    await sweep('2026-11-30T11:15:00Z');
    expect(rekognition.commandCalls(DescribeProjectVersionsCommand)).toHaveLength(4);
  });

  it('that is still starting is tried again; one that was written down and never began ends after ten minutes', async () => {
    await recordRekognitionRun(bucket.name, run('v1'));
    await recordRekognitionRun(bucket.name, run('v2', { startedAt: '2026-11-30T10:58:00Z' }));
    versions({ v1: 'STARTING', v2: 'TRAINING_COMPLETED' });
    await sweep('2026-11-30T11:00:00Z');
    expect([stopped(), await ends()]).toEqual([
      [],
      [
        ['v1', undefined],
        ['v2', undefined],
      ],
    ]);
    await sweep('2026-11-30T11:10:00Z');
    expect(await ends()).toEqual([
      ['v1', undefined],
      ['v2', '2026-11-30T11:10:00.000Z'],
    ]);
  });

  it('does not keep others from being stopped when it cannot be asked about, and the call fails so that it is seen', async () => {
    const other = 'arn:aws:rekognition:us-east-1:000000000000:project/labelloop-dev-cells-abc123/1';
    await recordRekognitionRun(bucket.name, run('lost', { projectArn: other }));
    await recordRekognitionRun(bucket.name, run('v1'));
    versions({ v1: 'RUNNING' });
    rekognition.on(DescribeProjectVersionsCommand, { ProjectArn: other }).rejects(new Error('throttled'));
    await expect(sweep('2026-11-30T12:00:00Z')).rejects.toThrow('throttled');
    expect(stopped()).toEqual([{ ProjectVersionArn: arnOf('v1') }]);
  });

  it('that somebody stops at the same moment is fine', async () => {
    await recordRekognitionRun(bucket.name, run('v1'));
    versions({ v1: 'RUNNING' });
    const message = 'it is STOPPING';
    rekognition.on(StopProjectVersionCommand).rejects(new ResourceInUseException({ message, $metadata: {} }));
    await sweep('2026-11-30T12:00:00Z');
    expect(await ends()).toEqual([['v1', undefined]]);
  });
});
