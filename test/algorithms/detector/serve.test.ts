import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import sharp from 'sharp';
import { encodeInferenceGraph } from '../../../algorithms/detector/network/inference-graph.ts';
import { buildTrainingGraph } from '../../../algorithms/detector/network/training-graph.ts';
import { randomFor } from '../../../algorithms/onnx/random.ts';
import { detectionResponseSchema } from '../../../shared/contracts/detection-response.ts';
import { parseJson } from '../../../shared/contracts/parse.ts';

jest.setTimeout(60_000);

let root: string;
let child: ChildProcess;

/** An untrained network is all that the wire needs. */
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'labelloop-serve-'));
  mkdirSync(join(root, 'model'));
  const shape = { width: 64, height: 64, labels: 2, widths: [4, 6, 8] as const };
  const { layout, statisticsSize } = buildTrainingGraph({ ...shape, batch: 1 });
  const statistics = new Float32Array(statisticsSize).fill(1);
  const network = { shape, layout, parameters: layout.initial(randomFor(1)), statistics, flip: 'horizontal' as const };
  writeFileSync(join(root, 'model/model.onnx'), encodeInferenceGraph(network));
  writeFileSync(
    join(root, 'model/metadata.json'),
    JSON.stringify({
      version: 1,
      labels: ['cat', 'dog'],
      frame: { width: 64, height: 64 },
      minimumConfidence: 0,
      maximumOverlap: 0.5,
      maximumBoxes: 5,
    }),
  );
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

afterEach(async () => {
  child.kill('SIGTERM');
  await once(child, 'close');
});

/** Starts the container on a free port and resolves with its address. */
async function serve(environment: Record<string, string> = {}): Promise<string> {
  const env = { ...process.env, ML_ROOT: root, SAGEMAKER_BIND_TO_PORT: '0', ...environment };
  child = spawn(process.execPath, ['algorithms/container/main.ts', 'serve'], { env });
  for await (const line of createInterface({ input: child.stdout! })) {
    const port = /listening on port (\d+)/.exec(line)?.[1];
    if (port) return `http://127.0.0.1:${port}`;
  }
  throw new Error('the container ended before it listened');
}

const invoke = (url: string, type: string, body: Uint8Array | string) =>
  fetch(`${url}/invocations`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: new Blob([body as BlobPart]),
  });

const picture = sharp({ create: { width: 80, height: 40, channels: 3, background: '#808080' } });

describe('the serving container', () => {
  it('is healthy and answers boxes in pixels of the upright image, for JPEG and PNG', async () => {
    const url = await serve();
    const ping = await fetch(`${url}/ping`);
    expect([ping.status, await ping.text()]).toEqual([200, '']);
    // A caller's connection outlives a minute without a request, after which load balancers give it up themselves.
    expect(Number(/timeout=(\d+)/.exec(ping.headers.get('keep-alive')!)![1])).toBeGreaterThan(60);
    const sideways = picture.clone().withMetadata({ orientation: 6 });
    for (const [type, body] of [
      ['image/jpeg', await sideways.clone().jpeg().toBuffer()],
      ['image/png; charset=binary', await sideways.clone().png().toBuffer()],
      ['application/x-image', await sideways.clone().jpeg().toBuffer()],
    ] as const) {
      const response = await invoke(url, type, body);
      const answer = parseJson(detectionResponseSchema, await response.text(), 'the answer');
      expect(answer.image_size).toEqual([{ width: 40, height: 80, depth: 3 }]);
      expect(answer['class-map']).toEqual({ 0: 'cat', 1: 'dog' });
      expect(answer.annotations.length).toBeGreaterThan(0);
      for (const { left, top, width, height } of answer.annotations) {
        expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
        expect(left + width).toBeLessThanOrEqual(40.001);
        expect(top + height).toBeLessThanOrEqual(80.001);
      }
    }
  });

  it('refuses what it cannot use, with the reason', async () => {
    const url = await serve({ SAGEMAKER_MAX_PAYLOAD_IN_MB: '1' });
    const jpeg = await picture.clone().jpeg().toBuffer();
    const answers = await Promise.all(
      [
        invoke(url, 'text/csv', '1,2'),
        invoke(url, 'image/jpeg', 'no picture'),
        invoke(url, 'image/jpeg', jpeg.subarray(0, jpeg.length / 2)),
        invoke(url, 'image/jpeg', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
        invoke(url, 'image/jpeg', ''),
        invoke(url, 'image/jpeg', new Uint8Array(1024 * 1024 + 1)),
        fetch(`${url}/models`),
      ].map(async (request) => {
        const response = await request;
        return `${response.status} ${((await response.json()) as { error: string }).error}`;
      }),
    );
    expect(answers[0]).toMatch(/^415 .*text\/csv.*image\/jpeg/);
    expect(answers[1]).toMatch(/^400 the image cannot be read/);
    expect(answers[2]).toMatch(/^400 the image cannot be read/);
    expect(answers[3]).toMatch(/^400 .*svg, not JPEG or PNG/);
    expect(answers[4]).toMatch(/^400 the body is empty/);
    expect(answers[5]).toMatch(/^413 .*1 MB/);
    expect(answers[6]).toMatch(/^404 .*POST \/invocations/);
  });

  it('answers 200 with the error for an unreadable image of a batch transform', async () => {
    const url = await serve({ SAGEMAKER_BATCH: 'true' });
    const response = await invoke(url, 'application/x-image', 'no picture');
    expect(response.status).toBe(200);
    expect(parseJson(detectionResponseSchema, await response.text(), 'the answer').error).toMatch(/cannot be read/);
    const parameters = await (await fetch(`${url}/execution-parameters`)).json();
    expect(parameters).toMatchObject({ BatchStrategy: 'SINGLE_RECORD', MaxPayloadInMB: 50 });
  });
});
