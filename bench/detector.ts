import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import sharp from 'sharp';
import { loadPretrained } from '../algorithms/backbone/pretrained.ts';
import { METADATA_FILE, MODEL_FILE } from '../algorithms/container/model-folder.ts';
import type { ModelMetadata } from '../algorithms/detector/detector.ts';
import { encodeInferenceGraph } from '../algorithms/detector/network/inference-graph.ts';
import { createDetectorTrainer } from '../algorithms/detector/trainer.ts';
import { loadRuntime, openSession } from '../algorithms/onnx/onnx-runtime.ts';

/**
 * The endpoint over HTTP, the detector with its backbone and both views, against bare ONNX Runtime with the same
 * decoding, in turns so that both meet the same weather. Run: `node bench/detector.ts`.
 */
const WARM_UP = 30;
const ROUNDS = 200;
const FRAME = { width: 256, height: 192 };
const METADATA: ModelMetadata = {
  version: 1,
  labels: ['a', 'b', 'c'],
  frame: FRAME,
  minimumConfidence: 0.02,
  maximumOverlap: 0.5,
  maximumBoxes: 100,
};

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** A photograph-sized JPEG with something to decode in it. */
async function photograph(): Promise<Buffer> {
  const noise = await sharp({
    create: {
      width: 640,
      height: 480,
      channels: 3,
      background: '#888',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  })
    .blur(3)
    .png()
    .toBuffer();
  return sharp(noise).jpeg({ quality: 90 }).toBuffer();
}

/** The network that serves has the weights of one step: its time does not depend on them. */
async function untrainedModel(): Promise<Uint8Array> {
  const options = {
    frame: FRAME,
    labels: 3,
    batchSize: 1,
    learningRate: 1e-3,
    flip: 'horizontal',
    seed: 1,
    threads: 1,
    backbone: await loadPretrained({}),
  } as const;
  const pixels = new Uint8Array(FRAME.width * FRAME.height * 3).fill(90);
  const trainer = await createDetectorTrainer([{ ...FRAME, pixels, boxes: [] }], options);
  await trainer.step(0, 0);
  const model = encodeInferenceGraph(trainer.network());
  await trainer.close();
  return model;
}

/** Decode, resize, run: what nobody can leave out. */
async function bare(model: Uint8Array, threads: number) {
  const { Tensor } = await loadRuntime();
  const session = await openSession(model, threads);
  return async (jpeg: Buffer) => {
    const pixels = await sharp(jpeg).resize(FRAME.width, FRAME.height, { fit: 'fill' }).raw().toBuffer();
    await session.run({ image: new Tensor('uint8', new Uint8Array(pixels), [1, FRAME.height, FRAME.width, 3]) });
  };
}

async function startServing(root: string): Promise<{ child: ChildProcess; port: number }> {
  const env = { ...process.env, ML_ROOT: root, SAGEMAKER_BIND_TO_PORT: '0' };
  const child = spawn(process.execPath, ['algorithms/container/main.ts', 'serve'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /listening on port (\d+)/.exec(line)?.[1];
    if (port) return { child, port: Number(port) };
  }
  throw new Error('serving ended before it listened');
}

function invoke(agent: Agent, port: number, jpeg: Buffer): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const headers = { 'content-type': 'image/jpeg', 'content-length': jpeg.length };
  request({ agent, port, method: 'POST', path: '/invocations', headers }, (response) => {
    response.on('end', () =>
      response.statusCode === 200 ? resolve() : reject(new Error(`status ${response.statusCode}`)),
    );
    response.resume();
  })
    .on('error', reject)
    .end(jpeg);
  return promise;
}

async function serving(threads: number) {
  const root = await mkdtemp(join(tmpdir(), 'labelloop-bench-'));
  const model = await untrainedModel();
  await mkdir(join(root, 'model'));
  await writeFile(join(root, 'model', MODEL_FILE), model);
  await writeFile(join(root, 'model', METADATA_FILE), JSON.stringify(METADATA));
  const { child, port } = await startServing(root);
  const agent = new Agent({ keepAlive: true });
  try {
    const jpeg = await photograph();
    const direct = await bare(await readFile(join(root, 'model', MODEL_FILE)), threads);
    const ways = [() => invoke(agent, port, jpeg), () => direct(jpeg)];
    const times: number[][] = [[], []];
    for (let round = 0; round < WARM_UP + ROUNDS; round++)
      for (const [way, run] of ways.entries()) {
        const begin = performance.now();
        await run();
        if (round >= WARM_UP) times[way]!.push(performance.now() - begin);
      }
    const [http, alone] = times.map(median) as [number, number];
    console.log(
      `one 640x480 JPEG, p50 of ${ROUNDS}: over HTTP ${http.toFixed(2)} ms, bare ONNX Runtime ${alone.toFixed(2)} ms, ratio ${(http / alone).toFixed(2)} (reach 1.3)`,
    );
  } finally {
    agent.destroy();
    child.kill('SIGTERM');
    await once(child, 'close');
    await rm(root, { recursive: true });
  }
}

const threads = availableParallelism();
console.log(`${cpus()[0]?.model}, ${threads} threads, Node ${process.version}`);
await serving(threads);
