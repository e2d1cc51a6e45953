import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { BUCKET, IMAGES, PREFIX, readLines, TEAM, work } from './ground-truth-walk-through.ts';
import { OWN_HOOKS, startLabeling } from './labeling-under-test.ts';

const root = resolve(import.meta.dirname, '../../..');
interface Recording {
  recordedWith: string;
  requests: Array<{ target: string; contentType: string; body: string }>;
}
const recording: Recording = JSON.parse(readFileSync(join(import.meta.dirname, 'ground-truth-requests.json'), 'utf8'));

/** Generous: other work may share the machine. */
jest.setTimeout(120_000);

describe("AWS's object-detection walk-through, unchanged", () => {
  let running: Awaited<ReturnType<typeof startLabeling>>;
  beforeEach(async () => {
    running = await startLabeling();
  });
  afterEach(() => running.close());

  it('works request by request as boto3 sent them', async () => {
    const { s3, endpoint, credentials } = running;
    await s3.client.send(new CreateBucketCommand({ Bucket: BUCKET }));
    const put = (name: string, Body: string) =>
      s3.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: `${PREFIX}/${name}`, Body }));
    const images = Array.from({ length: IMAGES }, (_, index) => `s3://${BUCKET}/${PREFIX}/images/${index}.jpg`);
    await put('input.manifest', images.map((image) => JSON.stringify({ 'source-ref': image })).join('\n'));
    await put('class_labels.json', '{"document-version": "2018-11-28", "labels": [{"label": "bird"}]}');
    const script = readFileSync(join(root, 'examples/ground-truth-notebook.py'), 'utf8');
    await put('instructions.template', /<script src=[\s\S]*<\/crowd-form>\n/.exec(script)![0]);

    const url = new URL(endpoint);
    const signer = new SignatureV4({ service: 'sagemaker', region: 'us-east-1', credentials, sha256: Sha256 });
    const replay = async ({ target, contentType, body }: Recording['requests'][number]) => {
      const headers = { host: url.host, 'content-type': contentType, 'x-amz-target': target };
      const place = { protocol: url.protocol, hostname: url.hostname, port: Number(url.port), path: '/' };
      const signed = await signer.sign(new HttpRequest({ method: 'POST', ...place, headers, body }));
      const response = await fetch(url, { method: 'POST', headers: signed.headers, body });
      const answer = (await response.json()) as Record<string, unknown>;
      expect({ target, status: response.status, answer }).toMatchObject({ target, status: 200 });
      return answer;
    };
    const [createWorkteam, createJob, describeJob] = recording.requests;
    expect(await replay(createWorkteam!)).toEqual({ WorkteamArn: TEAM });
    expect(await replay(createJob!)).toEqual({
      LabelingJobArn: `arn:aws:sagemaker:us-east-1:000000000000:labeling-job/${PREFIX}`,
    });
    expect((await replay(describeJob!)).LabelingJobStatus).toMatch(/^(Initializing|InProgress)$/);

    const ended = new AbortController();
    const working = work(running, ended.signal);
    await running.completion;
    ended.abort();
    await working;
    const job = await replay(describeJob!);
    expect(job).toMatchObject({
      LabelingJobStatus: 'Completed',
      LabelCounters: { TotalLabeled: IMAGES, HumanLabeled: IMAGES, Unlabeled: 0 },
      LabelingJobOutput: {
        OutputDatasetS3Uri: `s3://${BUCKET}/${PREFIX}/output/${PREFIX}/manifests/output/output.manifest`,
      },
    });
    const output = await readLines(running, `output/${PREFIX}/manifests/output/output.manifest`);
    expect(output.map((line) => line['source-ref'])).toEqual(images);
    for (const line of output)
      expect(line['category-metadata']).toMatchObject({
        type: 'groundtruth/object-detection',
        'class-map': { '0': 'bird' },
        'job-name': `labeling-job/${PREFIX}`,
      });
    const hooks = running.s3.accesses.filter(({ action }) => action === 'lambda:InvokeFunction');
    expect(new Set(hooks.map(({ resource }) => resource))).toEqual(new Set(Object.values(OWN_HOOKS)));
  });
});
