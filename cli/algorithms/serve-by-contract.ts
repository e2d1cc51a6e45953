import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ModelServer } from '../../local-cloud/sagemaker/container/model-server.ts';
import { ANSWER_FORMATS } from '../../shared/domain/models/detections.ts';
import { CHECK_LABELS, type CheckDataset } from './check-dataset.ts';
import type { CheckRun } from './contract-run.ts';
import { LastLines } from './last-lines.ts';

const SAGEMAKER_PORT = 8080;
const INVOCATION_MS = 60_000;
const IMAGES = 100;
/** What caches and allocators may take over a hundred small images. */
const GROWTH_BYTES = 200 * 2 ** 20;
/** The first answers fill caches. */
const WARM_UP = 10;
const SIZE = { width: 96, height: 96 };

/** Serves the model and asks it about images, good and bad. */
export async function checkServing(run: CheckRun, archive: Buffer, dataset: CheckDataset): Promise<void> {
  const { programs, limits, workFolder } = run;
  run.tell('starting serve');
  const lines = new LastLines();
  const wasTaken = await listens(SAGEMAKER_PORT);
  let server: ModelServer;
  try {
    server = await ModelServer.start({
      ...{ programs, archive, mlRoot: join(workFolder, 'serve'), environment: {} },
      ...{ memoryBytes: limits.memoryBytes, startupMs: limits.startupMs },
      // A program that knows its one port only is found out while it still runs.
      onOutput: (chunk) => lines.add(chunk),
      whileStarting: async () => {
        if (!wasTaken && (await listens(SAGEMAKER_PORT))) throw new FixedPort();
      },
    });
  } catch (error) {
    run.fault(error instanceof FixedPort ? 'port-fixed' : 'serve-not-healthy', { lines: lines.last() });
    return;
  }
  try {
    run.hold('answers GET /ping');
    await checkAnswer(run, server, dataset.validation[0]!.bytes, lines);
    await checkManyImages(run, server, dataset);
    await checkBadImages(run, server, lines);
    if (!server.dead) await checkStop(run, server);
  } finally {
    await server.stop();
  }
}

class FixedPort extends Error {
  override readonly name = 'FixedPort';
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}

async function ask(server: ModelServer, image: Buffer, contentType: string) {
  const response = await fetch(`http://127.0.0.1:${server.port}/invocations`, {
    method: 'POST',
    headers: { 'content-type': contentType, accept: 'application/json' },
    body: new Uint8Array(image),
    signal: AbortSignal.timeout(INVOCATION_MS),
  });
  return { status: response.status, text: await response.text() };
}

async function checkAnswer(run: CheckRun, server: ModelServer, image: Buffer, lines: LastLines): Promise<void> {
  run.tell('asking about an image');
  let answer: Awaited<ReturnType<typeof ask>>;
  try {
    answer = await ask(server, image, 'application/x-image');
  } catch (error) {
    const isLate = (error as Error).name === 'TimeoutError';
    return run.fault(isLate ? 'answer-slow' : 'answer-not-ok', {
      detail: (error as Error).message,
      lines: lines.last(),
    });
  }
  const shown = answer.text.slice(0, 200);
  if (answer.status !== 200)
    return run.fault('answer-not-ok', { detail: `status ${answer.status}: ${shown}`, lines: lines.last() });
  let document: unknown;
  try {
    document = JSON.parse(answer.text);
  } catch {
    return run.fault('answer-not-json', { detail: shown });
  }
  const boxes = ANSWER_FORMATS[run.file.answer](document, SIZE);
  if (!boxes) return run.fault('answer-shape', { detail: `${run.file.answer} was said; it answered ${shown}` });
  const stranger = boxes.find(
    ({ class_id }) => !Number.isInteger(class_id) || class_id < 0 || class_id >= CHECK_LABELS.length,
  );
  if (stranger) return run.fault('answer-class', { detail: `class ${stranger.class_id} of ${CHECK_LABELS.length}` });
  run.hold(`answers an image as ${run.file.answer} (${boxes.length} boxes)`);
}

async function checkManyImages(run: CheckRun, server: ModelServer, dataset: CheckDataset): Promise<void> {
  run.tell(`asking about ${IMAGES} images`);
  const images = [...dataset.train, ...dataset.validation];
  let before: number | undefined;
  const startedAt = performance.now();
  for (let number = 0; number < IMAGES && !server.dead; number++) {
    if (number === WARM_UP) before = server.residentBytes;
    run.signal.throwIfAborted();
    await ask(server, images[number % images.length]!.bytes, 'application/x-image').catch(() => {});
  }
  const each = (performance.now() - startedAt) / IMAGES;
  const after = server.residentBytes;
  if (before === undefined || after === undefined) return run.note('this system does not tell how much memory it held');
  const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`;
  if (after - before > GROWTH_BYTES)
    run.fault('memory-grows', {
      detail: `from ${megabytes(before)} to ${megabytes(after)} over ${IMAGES - WARM_UP} images`,
    });
  else run.hold(`answers ${IMAGES} images, ${Math.round(each)} ms each, within ${megabytes(after)}`);
}

async function checkBadImages(run: CheckRun, server: ModelServer, lines: LastLines): Promise<void> {
  run.tell('asking about files that are no images');
  for (const [body, type] of [
    [Buffer.from('this is no image'), 'application/x-image'],
    [Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), 'image/jpeg'],
    [Buffer.alloc(0), 'image/png'],
  ] as const) {
    const answer = await ask(server, body, type).catch(() => undefined);
    // It may end a moment after its answer.
    await Promise.race([server.exited, pause(200)]);
    if (server.dead || !answer) return run.fault('bad-image-kills', { lines: lines.last() });
    if (answer.status !== 200)
      return run.fault('bad-image-status', { detail: `status ${answer.status}: ${answer.text.slice(0, 200)}` });
  }
  run.hold('answers files that are no images, and lives on');
}

async function checkStop(run: CheckRun, server: ModelServer): Promise<void> {
  run.tell('stopping serve');
  server.signal('SIGTERM');
  const inTime = await Promise.race([server.exited.then(() => true), pause(run.limits.serveGraceMs, false)]);
  if (inTime) run.hold('serve ends when it is told to');
  else run.fault('serve-sigterm-ignored');
}
