import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateBucketCommand, GetObjectCommand, ListObjectsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { BUCKET, drawBirds, HELD_OUT, LABELED, linesOf, PREFIX, TEAM, work } from './ground-truth-walk-through.ts';
import { OWN_HOOKS, startLabeling } from './labeling-under-test.ts';

const root = resolve(import.meta.dirname, '../../..');
/** As boto3 sent it; InvokeEndpoint alone has a path in place of a target, and the image as its body. */
interface Recorded {
  target?: string;
  path?: string;
  contentType: string;
  body?: string;
}
const recording: { recordedWith: string; requests: Recorded[] } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'ground-truth-requests.json'), 'utf8'),
);

/** Generous: other work may share the machine. */
jest.setTimeout(600_000);

const folder = mkdtempSync(join(tmpdir(), 'labelloop-birds-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe("AWS's object-detection walk-through, unchanged", () => {
  let running: Awaited<ReturnType<typeof startLabeling>>;
  beforeEach(async () => {
    running = await startLabeling();
  });
  afterEach(() => running.close());

  const put = (name: string, Body: string | Uint8Array) =>
    running.s3.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: `${PREFIX}/${name}`, Body }));

  const get = async (Key: string) => {
    const stored = await running.s3.client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
    return stored.Body!.transformToString();
  };

  async function send({ target, path = '/', contentType, body }: Recorded, image?: Uint8Array) {
    const url = new URL(path, running.endpoint);
    const headers = { host: url.host, 'content-type': contentType, ...(target && { 'x-amz-target': target }) };
    const place = { protocol: url.protocol, hostname: url.hostname, port: Number(url.port), path };
    const { credentials } = running;
    const signer = new SignatureV4({ service: 'sagemaker', region: 'us-east-1', credentials, sha256: Sha256 });
    const sent = image ?? body;
    const signed = await signer.sign(new HttpRequest({ method: 'POST', ...place, headers, body: sent }));
    const response = await fetch(url, { method: 'POST', headers: signed.headers, body: sent as BodyInit });
    const answer = (await response.json()) as Record<string, unknown>;
    expect({ target, status: response.status, answer }).toMatchObject({ target, status: 200 });
    return answer;
  }

  const recorded = (target: string) => recording.requests.find((request) => request.target === `SageMaker.${target}`)!;
  const replay = (target: string) => send(recorded(target));

  /** Asks again and again, as the script does, until nothing moves any more. */
  async function settled(target: string, status: string) {
    for (;;) {
      const answer = await replay(target);
      if (!['Initializing', 'InProgress', 'Creating'].includes(String(answer[status]))) return answer;
      await pause(100);
    }
  }

  async function upload() {
    await running.s3.client.send(new CreateBucketCommand({ Bucket: BUCKET }));
    const truths = await drawBirds(folder);
    const images = Array.from({ length: LABELED }, (_, index) => `${index}.jpg`);
    for (const name of images) await put(`images/${name}`, readFileSync(join(folder, name)));
    const uris = images.map((name) => `s3://${BUCKET}/${PREFIX}/images/${name}`);
    await put('input.manifest', uris.map((uri) => JSON.stringify({ 'source-ref': uri })).join('\n'));
    await put('class_labels.json', '{"document-version": "2018-11-28", "labels": [{"label": "bird"}]}');
    const script = readFileSync(join(root, 'examples/ground-truth-notebook.py'), 'utf8');
    await put('instructions.template', /<script src=[\s\S]*<\/crowd-form>\n/.exec(script)![0]);
    return { truths, uris };
  }

  it('goes from images to an endpoint, request by request as boto3 sent them', async () => {
    const { truths, uris } = await upload();

    expect(await replay('CreateWorkteam')).toEqual({ WorkteamArn: TEAM });
    expect(await replay('CreateLabelingJob')).toEqual({
      LabelingJobArn: `arn:aws:sagemaker:us-east-1:000000000000:labeling-job/${PREFIX}`,
    });
    expect((await replay('DescribeLabelingJob')).LabelingJobStatus).toMatch(/^(Initializing|InProgress)$/);
    const ended = new AbortController();
    const working = work(running.portalUrl, (name) => running.invite(name, TEAM), truths, ended.signal);
    await running.completion;
    ended.abort();
    await working;
    const output = `${PREFIX}/output/${PREFIX}/manifests/output/output.manifest`;
    expect(await replay('DescribeLabelingJob')).toMatchObject({
      LabelingJobStatus: 'Completed',
      LabelCounters: { TotalLabeled: LABELED, HumanLabeled: LABELED, Unlabeled: 0 },
      LabelingJobOutput: { OutputDatasetS3Uri: `s3://${BUCKET}/${output}` },
    });
    const labeled = linesOf(await get(output));
    expect(labeled.map((line) => line['source-ref'])).toEqual(uris);
    for (const line of labeled)
      expect(line['category-metadata']).toMatchObject({
        type: 'groundtruth/object-detection',
        'class-map': { '0': 'bird' },
        'job-name': `labeling-job/${PREFIX}`,
      });
    const hooks = running.s3.accesses.filter(({ action }) => action === 'lambda:InvokeFunction');
    expect(new Set(hooks.map(({ resource }) => resource))).toEqual(new Set(Object.values(OWN_HOOKS)));

    const manifest = (lines: typeof labeled) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    await put('train.manifest', manifest(labeled.slice(0, 5)));
    await put('validation.manifest', manifest(labeled.slice(5)));
    await replay('CreateTrainingJob');
    const training = await settled('DescribeTrainingJob', 'TrainingJobStatus');
    expect(training).toMatchObject({
      TrainingJobStatus: 'Completed',
      AlgorithmSpecification: {
        TrainingImage: '811284229777.dkr.ecr.us-east-1.amazonaws.com/object-detection:latest',
        TrainingInputMode: 'Pipe',
      },
      SecondaryStatusTransitions: expect.arrayContaining([
        expect.objectContaining({
          StatusMessage: expect.stringContaining(
            "labelloop's own detector runs in place of the built-in object-detection (SSD)",
          ),
        }),
      ]),
      FinalMetricDataList: expect.arrayContaining([
        { MetricName: 'validation:mAP', Value: expect.any(Number), Timestamp: expect.any(Number) },
      ]),
    });
    expect(readFileSync(join(running.logs, 'training-jobs', `${training.TrainingJobName}.log`), 'utf8')).toContain(
      'hyperparameters that change nothing here: base_network=resnet-50, use_pretrained_model=1, ',
    );

    await replay('CreateModel');
    const image = readFileSync(join(folder, HELD_OUT));
    await put(`test/${HELD_OUT}`, image);
    await replay('CreateTransformJob');
    const transform = await settled('DescribeTransformJob', 'TransformJobStatus');
    expect(transform).toMatchObject({ TransformJobStatus: 'Completed' });
    const Prefix = `${PREFIX}/${transform.TransformJobName}/output/`;
    const listed = await running.s3.client.send(new ListObjectsCommand({ Bucket: BUCKET, Prefix }));
    expect(listed.Contents!.map(({ Key }) => Key)).toEqual([`${Prefix}${HELD_OUT}.out`]);
    const batch: { prediction: number[][] } = JSON.parse(await get(`${Prefix}${HELD_OUT}.out`));
    const { width, height, boxes } = truths.get(HELD_OUT)!;
    const [bird] = boxes;
    const [label, score, left, top] = batch.prediction[0]!;
    expect(label).toBe(0);
    expect(score).toBeGreaterThan(0.2);
    expect(Math.abs(left! * width - bird!.left)).toBeLessThan(bird!.width / 3);
    expect(Math.abs(top! * height - bird!.top)).toBeLessThan(bird!.height / 3);

    await replay('CreateEndpointConfig');
    await replay('CreateEndpoint');
    expect(await settled('DescribeEndpoint', 'EndpointStatus')).toMatchObject({ EndpointStatus: 'InService' });
    const invocation = recording.requests.find(({ path }) => path?.endsWith('/invocations'))!;
    expect(invocation.contentType).toBe('application/x-image');
    expect(await send(invocation, image)).toEqual(batch);
    await replay('DeleteEndpoint');
  });
});
