import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findAlgorithm } from '../../algorithms/algorithms.ts';
import { ChannelPipe } from '../../local-cloud/sagemaker/container/channel-pipe.ts';
import { ConfinedProcess, type Exit } from '../../local-cloud/sagemaker/container/confined-process.ts';
import { MlFolder } from '../../local-cloud/sagemaker/container/ml-folder.ts';
import { packFolder } from '../../local-cloud/sagemaker/container/model-archive.ts';
import { CHECK_LABELS, type CheckDataset, pipedEpoch, writeCheckChannels } from './check-dataset.ts';
import type { CheckRun } from './contract-run.ts';
import { LastLines } from './last-lines.ts';

const LOOK_AGAIN_MS = 20;
/** A part of the time that a whole training took: by then it trains. */
const MIDDLE = 0.5;

interface Training {
  folder: MlFolder;
  process: ConfinedProcess;
  lines: LastLines;
  startedAt: number;
  /** Ends it where it takes too long. */
  ended(): Promise<Exit & { tookTooLong?: boolean }>;
}

/** @returns the model's archive; undefined where there is none */
export async function checkTraining(run: CheckRun, dataset: CheckDataset): Promise<Buffer | undefined> {
  run.tell('training on twelve images');
  const whole = await start(run, dataset, 'train');
  const exit = await whole.ended();
  const seconds = (performance.now() - whole.startedAt) / 1000;
  const lines = whole.lines.last();
  if (exit.tookTooLong) run.fault('train-never-ends', { detail: `${Math.round(seconds)} s`, lines });
  else if (exit.outOfMemory) run.fault('train-out-of-memory', { lines });
  else if (exit.code !== 0) run.fault('train-failed', { detail: wordsOf(exit), lines });
  if (exit.code !== 0) return undefined;
  const archive = await packFolder(whole.folder.model);
  if (!archive) run.fault('no-model', { lines });
  else run.hold(`trains in ${seconds.toFixed(1)} s and leaves a model of ${megabytes(archive.length)}`);
  await failsWell(run, dataset);
  await stopsAndResumes(run, dataset, seconds * 1000);
  return archive;
}

const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MB`;
const wordsOf = ({ code, signal }: Exit) => (code === null ? `killed by ${signal}` : `exit code ${code}`);

/** Without data, and with hyperparameters that are none, it must fail, and say why. */
async function failsWell(run: CheckRun, dataset: CheckDataset): Promise<void> {
  run.tell('training on nothing');
  const empty = await start(run, { train: [], validation: [] }, 'empty');
  const exit = await empty.ended();
  if (exit.code === 0) run.fault('channels-ignored');
  else if (!(await empty.folder.readFailure())) run.fault('no-failure-file', { detail: wordsOf(exit) });
  else run.hold('fails without data, and writes why');
  run.tell('training with broken hyperparameters');
  const broken = await start(run, dataset, 'broken', (folder) =>
    writeFileSync(join(folder.root, 'input/config/hyperparameters.json'), '{"epochs": '),
  );
  if ((await broken.ended()).code === 0) run.fault('hyperparameters-ignored');
  else run.hold('reads hyperparameters.json');
}

async function stopsAndResumes(run: CheckRun, dataset: CheckDataset, wholeMs: number): Promise<void> {
  run.tell('stopping a training');
  const stopped = await start(run, dataset, 'stopped');
  await Promise.race([pause(MIDDLE * wholeMs), stopped.process.exited]);
  if (stopped.process.dead) run.note('it trains too quickly to be stopped in the middle');
  else {
    stopped.process.signal('SIGTERM');
    const inTime = await Promise.race([stopped.process.exited, pause(run.limits.trainGraceMs, 'late' as const)]);
    if (inTime === 'late') run.fault('sigterm-ignored', { detail: `${run.limits.trainGraceMs / 1000} s` });
    else run.hold('ends when it is told to');
    await stopped.process.terminate(0);
  }
  run.tell('killing a training after a checkpoint, and going on');
  const killed = await start(run, dataset, 'resumed');
  const checkpoints = join(killed.folder.root, 'checkpoints');
  const hasCheckpoint = () => readdirSync(checkpoints).some((name) => !name.endsWith('.part'));
  while (!hasCheckpoint() && !killed.process.dead && performance.now() - killed.startedAt < run.limits.trainMs)
    await Promise.race([pause(LOOK_AGAIN_MS), killed.process.exited]);
  await killed.process.terminate(0);
  if (!hasCheckpoint()) return run.note('it writes no checkpoint: an interrupted spot training begins anew');
  const resumed = await start(run, dataset, 'resumed');
  const exit = await resumed.ended();
  if (exit.code !== 0) run.fault('resume-failed', { detail: wordsOf(exit), lines: resumed.lines.last() });
  else run.hold('goes on from its checkpoint');
}

/** @param name of its folder: the checkpoints of an earlier training of this name are there */
async function start(
  run: CheckRun,
  dataset: CheckDataset,
  name: string,
  prepare: (folder: MlFolder) => void = () => {},
): Promise<Training> {
  run.signal.throwIfAborted();
  const { programs, file, limits, workFolder } = run;
  const folder = new MlFolder(join(workFolder, name));
  await folder.reset();
  const algorithm = findAlgorithm({ ...file, image: 'check' });
  const hyperparameters = {
    ...file.hyperparameters,
    ...file.checkHyperparameters,
    ...algorithm.describeData({
      ...{ folder: 'check', labels: CHECK_LABELS, taskType: 'bounding-box' as const },
      ...{ train: dataset.train.length, validation: dataset.validation.length },
    }),
  };
  const channels = algorithm.channels.map(({ name: ChannelName }) => ({ ChannelName, DataSource: undefined }));
  await folder.writeConfig(hyperparameters, channels, algorithm.inputMode);
  const ended = new AbortController();
  const data = join(folder.root, 'input', 'data');
  if (algorithm.inputMode === 'Pipe') {
    for (const split of ['train', 'validation'] as const) {
      const pipe = await ChannelPipe.create(join(data, split), () => pipedEpoch(dataset[split]));
      void pipe.serve(ended.signal);
    }
  } else if (dataset.train.length > 0) await writeCheckChannels(data, file, dataset);
  prepare(folder);
  const lines = new LastLines();
  const process = new ConfinedProcess({
    ...{ programs, entry: 'train', mlRoot: folder.root, memoryBytes: limits.memoryBytes },
    environment: { TRAINING_JOB_NAME: 'check', TRAINING_JOB_ARN: 'arn:aws:sagemaker:us-east-1:0:training-job/check' },
    onOutput: (chunk) => lines.add(chunk),
  });
  const stop = () => void process.terminate(0);
  run.signal.addEventListener('abort', stop);
  void process.exited.then(() => {
    ended.abort();
    run.signal.removeEventListener('abort', stop);
  });
  return {
    ...{ folder, process, lines, startedAt: performance.now() },
    async ended() {
      const late = new AbortController();
      const exit = await Promise.race([
        process.exited,
        pause(limits.trainMs, undefined, { signal: late.signal }).catch(() => undefined),
      ]);
      late.abort();
      if (!exit) await process.terminate(0);
      run.signal.throwIfAborted();
      return exit ?? { code: null, signal: 'SIGKILL', tookTooLong: true };
    },
  };
}
