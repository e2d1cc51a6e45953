import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createDetectorTrainer } from '../algorithms/detector/trainer.ts';

/**
 * The detector's training step against the same step in PyTorch, one thread each, in turns; CPU time, ours with
 * augmentation and targets, PyTorch's without. Run: `node bench/training-step.ts` (Debian: apt-get install
 * python3-torch).
 */
const PYTHON = process.env.PYTHON ?? '/usr/bin/python3';
const WARM_UP = 4;
const STEPS = 21;
const BATCH = 16;
const LABELS = 3;
const FRAMES = [
  { width: 128, height: 128 },
  { width: 208, height: 160 },
  { width: 256, height: 192 },
];

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

async function ourStep(frame: { width: number; height: number }) {
  const pixels = new Uint8Array(frame.width * frame.height * 3).fill(90);
  const boxes = [{ class_id: 0, left: 20, top: 20, width: 40, height: 40 }];
  const options = { frame, labels: LABELS, batchSize: BATCH, learningRate: 1e-3, flip: 'none', seed: 1 } as const;
  const trainer = await createDetectorTrainer([{ ...frame, pixels, boxes }], { ...options, threads: 1 });
  let step = 0;
  const run = async () => {
    const began = process.cpuUsage();
    await trainer.step(step++, 0.1);
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  };
  return { run, close: () => trainer.close() };
}

function pyTorchStep({ width, height }: { width: number; height: number }) {
  const words = [join(import.meta.dirname, 'training-step.py'), width, height, BATCH, LABELS].map(String);
  const child = spawn(PYTHON, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const run = async () => {
    child.stdin.write('step\n');
    const { value, done } = await answers.next();
    if (done) throw new Error(`${PYTHON} has no PyTorch: apt-get install python3-torch, or name another one in PYTHON`);
    return Number(value);
  };
  const close = async () => {
    child.stdin.end();
    await once(child, 'close');
  };
  return { run, close };
}

for (const frame of FRAMES) {
  const ways = [await ourStep(frame), pyTorchStep(frame)];
  const times: number[][] = [[], []];
  for (let round = 0; round < WARM_UP + STEPS; round++)
    for (const [way, { run }] of ways.entries()) {
      const cpu = await run();
      if (round >= WARM_UP) times[way]!.push(cpu);
    }
  const [ours, theirs] = times.map(median) as [number, number];
  console.log(
    `${BATCH} x ${frame.width}x${frame.height}: ${ours.toFixed(0)} ms CPU, PyTorch ${theirs.toFixed(0)} ms, ratio ${(ours / theirs).toFixed(2)} (reach 1.5)`,
  );
  for (const { close } of ways) await close();
}
