import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readAlgorithmFolder } from '../cli/algorithms/algorithm-folder.ts';
import { findPython, virtualEnvironment } from '../cli/algorithms/virtual-environment.ts';
import { packFolder } from '../local-cloud/sagemaker/container/model-archive.ts';
import { ModelServer } from '../local-cloud/sagemaker/container/model-server.ts';
import { pythonOf } from '../local-cloud/sagemaker/container/program.ts';
import type { Prediction } from '../shared/contracts/training.ts';
import { meanAveragePrecision } from '../shared/domain/models/average-precision.ts';
import { parseDetections } from '../shared/domain/models/detections.ts';
import { cpuSecondsOf, teach } from './detector-lesson.ts';
import { type Photograph, readPhotographs, SET_NAMES, type SetName } from './labeled-photographs.ts';

/**
 * Algorithms of examples/ beside our detector, on one split, judged by one evaluation: `node bench/own-algorithms.ts
 * RESULTS raccoon|bccd|demo|squares detector|yolo|libreyolo [name=value …]`, the rest hyperparameters of training. Appends one
 * line of JSON to RESULTS; CPU seconds are those of the whole training process. A training that was killed goes on
 * from its checkpoint where the same command is given again: its folder is beside RESULTS.
 */
const [results, set, name, ...settings] = process.argv.slice(2);
if (!results || !SET_NAMES.includes(set as SetName) || !name)
  throw new Error(
    'usage: node bench/own-algorithms.ts RESULTS raccoon|bccd|demo|squares detector|yolo|libreyolo [name=value …]',
  );
const hyperparameters = Object.fromEntries(settings.map((one) => one.split('='))) as Record<string, string>;
const photographs = await readPhotographs(set as SetName);
const { learned, heldOut, labels, folder } = photographs;
const root = resolve(`${results}.${[set, name, ...settings].join('-')}`);
await mkdir(root, { recursive: true });
const outcome = name === 'detector' ? await ours() : await theirs(name);
const line = { set, name, learned: learned.length, heldOut: heldOut.length, hyperparameters, ...outcome };
appendFileSync(results, `${JSON.stringify(line)}\n`);
console.log(JSON.stringify(line));
await rm(root, { recursive: true, force: true });

async function ours() {
  const lesson = { set: photographs, images: undefined, seed: 1, hyperparameters, keep: undefined };
  const { steps, map50, map5095, cpuSeconds } = await teach(lesson, root, (text) => console.log(text));
  return { steps, map50, map5095, cpuSeconds };
}

/** Trains by the contract, in the channels that it reads, and asks its server for each held-out image. */
async function theirs(algorithm: string) {
  const own = readAlgorithmFolder(join('examples', algorithm));
  if (own.file.channels !== 'yolo') throw new Error('this bench writes YOLO channels only');
  const environment = own.requirements
    ? await virtualEnvironment(own.requirements, await findPython(), console.log, new AbortController().signal)
    : null;
  await writeChannels();
  const wanted = { ...own.file.hyperparameters, ...hyperparameters };
  await writeFile(join(root, 'input/config/hyperparameters.json'), JSON.stringify(wanted));
  const cpuSeconds = await train(environment ? pythonOf(environment) : 'python3', join(own.folder, 'train.py'));
  const archive = (await packFolder(join(root, 'model')))!;
  const server = await ModelServer.start({
    programs: { folder: own.folder, isBound: true, environment },
    mlRoot: join(root, 'serving'),
    archive,
    environment: {},
    memoryBytes: Number.POSITIVE_INFINITY,
    onOutput: (chunk) => process.stdout.write(chunk),
  });
  const predictions: Prediction[][] = [];
  for (const image of heldOut) predictions.push(await ask(server.port, image));
  await server.stop();
  const { map50, map5095 } = meanAveragePrecision({ truth: heldOut.map(({ boxes }) => boxes), predictions, labels });
  return { map50, map5095, cpuSeconds };
}

/** @returns CPU seconds of it and of all its starts before */
async function train(python: string, program: string): Promise<number> {
  const clock = join(root, 'cpu-seconds');
  const before = existsSync(clock) ? Number(readFileSync(clock, 'utf8')) : 0;
  const child = spawn(python, [program], { env: { ...process.env, ML_ROOT: root }, stdio: 'inherit', detached: true });
  const end = () => process.kill(-child.pid!, 'SIGKILL');
  process.on('SIGTERM', () => process.exit(1)).on('exit', () => child.exitCode === null && end());
  const look = setInterval(() => {
    const used = cpuSecondsOf(child.pid!, 0);
    if (used > 0) writeFileSync(clock, String(before + used));
  }, 250);
  const [code] = await once(child, 'close');
  clearInterval(look);
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
  return Number(readFileSync(clock, 'utf8'));
}

async function ask(port: number, { file, width, height }: Photograph): Promise<Prediction[]> {
  const body = await readFile(join(folder, file));
  const answer = await fetch(`http://127.0.0.1:${port}/invocations`, { method: 'POST', body });
  return parseDetections(await answer.text(), { width, height }, file, labels.length);
}

/** `/opt/ml/input/data` as docs/algorithms.md lays the format `yolo` out. */
async function writeChannels(): Promise<void> {
  for (const part of ['input/config', 'model', 'output', 'checkpoints', 'tmp', 'serving'])
    await mkdir(join(root, part), { recursive: true });
  const annotations = join(root, 'input/data/annotations');
  for (const [channel, split, members] of [
    ['train', 'train', learned],
    ['validation', 'val', heldOut],
  ] as const) {
    await mkdir(join(root, 'input/data', channel), { recursive: true });
    await mkdir(join(annotations, 'labels', split), { recursive: true });
    for (const { file, width, height, boxes } of members) {
      await cp(join(folder, file), join(root, 'input/data', channel, file));
      const lines = boxes.map(({ class_id, ...box }) =>
        [
          class_id,
          (box.left + box.width / 2) / width,
          (box.top + box.height / 2) / height,
          box.width / width,
          box.height / height,
        ].join(' '),
      );
      await writeFile(join(annotations, 'labels', split, file.replace(/\.\w+$/, '.txt')), lines.join('\n'));
    }
  }
  const names = labels.map((label, id) => `  ${id}: ${JSON.stringify(label)}`).join('\n');
  const yaml = `path: .\ntrain: images/train\nval: images/val\nnames:\n${names}\n`;
  await writeFile(join(annotations, 'data.yaml'), yaml);
}
