import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { main } from '../../../cli/main.ts';
import { listBoundAlgorithms, programsOf } from '../../../local-cloud/sagemaker/container/bound-algorithms.ts';
import { ConfinedProcess } from '../../../local-cloud/sagemaker/container/confined-process.ts';

const EXAMPLE = resolve(import.meta.dirname, '../../../examples/custom-algorithm');
const FAKE = join(import.meta.dirname, 'fake-docker');
const { PATH } = process.env;
/** A busy machine takes its time to start a program. */
jest.setTimeout(120_000);

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'labelloop-docker-'));
  process.env.DOCKER_FAKE = data;
  process.env.PATH = `${FAKE}${delimiter}${PATH}`;
});
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(data, { recursive: true, force: true });
});

async function run(...argv: string[]) {
  const noted: string[] = [];
  const printed: string[] = [];
  const code = await main(['algorithms', ...argv, '--data', data], {
    print: (line) => printed.push(line),
    note: (line) => noted.push(line),
    interactive: false,
    signal: new AbortController().signal,
  });
  return { code, said: [...printed, ...noted].join('\n') };
}

const calls = (): string[][] =>
  readFileSync(join(data, 'calls'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

it('says clearly that there is no Docker, and what to do without', async () => {
  process.env.PATH = data;
  const { code, said } = await run('add', 'colours', '--dir', EXAMPLE, '--docker');
  expect(code).toBe(1);
  expect(said).toContain('there is no Docker on this machine');
  expect(said).toContain('leave --docker away: the programs of the folder run as confined processes');
  expect(listBoundAlgorithms(data)).toEqual([]);
});

it('says so where no daemon answers', async () => {
  writeFileSync(join(data, 'no-daemon'), '');
  const { said } = await run('add', 'colours', '--dir', EXAMPLE, '--docker');
  expect(said).toMatch(/Docker does not answer[\s\S]*Cannot connect to the Docker daemon/);
});

it('refuses an image that is neither here nor in its registry, and binds nothing', async () => {
  const { code, said } = await run('add', 'own', '--dir', EXAMPLE, '--image', 'example.org/own:3', '--docker');
  expect(code).toBe(1);
  expect(said).toMatch(/there is no image example\.org\/own:3[\s\S]*pull access denied/);
  expect(said).toContain('docker build --tag example.org/own:3');
  expect(listBoundAlgorithms(data)).toEqual([]);
});

it('builds the image that push would build, and binds it', async () => {
  const { code, said } = await run('add', 'colours', '--dir', EXAMPLE, '--docker');
  expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining('Docker runs labelloop/colours:1') });
  expect(calls().map(([command]) => command)).toEqual(['info', 'build']);
  const built = join(data, 'images', encodeURIComponent('labelloop/colours:1'));
  for (const file of ['Dockerfile', 'train.py', 'serve.py', 'labelloop-entry.sh'])
    expect(existsSync(join(built, file))).toBe(true);
});

it('takes an image that is there, of a folder that only describes it', async () => {
  const folder = join(data, 'described');
  mkdirSync(folder);
  copyFileSync(join(EXAMPLE, 'algorithm.json'), join(folder, 'algorithm.json'));
  mkdirSync(join(data, 'images', encodeURIComponent('example.org/own:3')), { recursive: true });
  const { code } = await run('add', 'own', '--dir', folder, '--image', 'example.org/own:3', '--docker');
  expect(code).toBe(0);
  expect(listBoundAlgorithms(data)[0]?.docker?.image).toBe('example.org/own:3');
});

/** A killed process stays in the table until its parent has heard of it, which may be a little later. */
async function goneFromTheTable(pid: number): Promise<void> {
  const last = performance.now() + 4000;
  const isThere = () => {
    try {
      return globalThis.process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  while (isThere() && performance.now() < last) await setTimeout(10);
  expect(() => globalThis.process.kill(pid, 0)).toThrow('ESRCH');
}

it('runs it as SageMaker does, and kills the container where it kills the process', async () => {
  const folder = join(data, 'endless');
  cpSync(EXAMPLE, folder, { recursive: true });
  rmSync(join(folder, 'train.py'));
  writeFileSync(join(folder, 'train.mjs'), "console.log('pid', process.pid); setInterval(() => {}, 1000);");
  await run('add', 'endless', '--dir', folder, '--docker');
  let text = '';
  const process = new ConfinedProcess({
    ...{ programs: programsOf(listBoundAlgorithms(data)[0]!), entry: 'train', mlRoot: data, memoryBytes: 2 ** 30 },
    environment: { TRAINING_JOB_NAME: 'birds-1' },
    onOutput: (chunk) => {
      text += chunk;
      if (text.includes('pid ')) process.signal('SIGKILL');
    },
  });
  const exit = await process.exited;
  expect(exit.outOfMemory).toBe(false);
  const pid = Number(/pid (\d+)/.exec(text)?.[1]);
  await goneFromTheTable(pid);
  const words = calls().find(([command]) => command === 'run')!;
  expect(words.slice(-2)).toEqual(['labelloop/endless:1', 'train']);
  expect(words.join(' ')).toContain(`--volume ${data}:/opt/ml --network none --memory 1073741824b`);
  expect(words.join(' ')).toContain('--env TRAINING_JOB_NAME');
  expect(words.join(' ')).not.toContain('ML_ROOT');
});

it('takes a container that nobody killed and that was killed for one whose memory was spent', async () => {
  const folder = join(data, 'greedy');
  cpSync(EXAMPLE, folder, { recursive: true });
  rmSync(join(folder, 'train.py'));
  writeFileSync(join(folder, 'train.mjs'), "process.kill(process.pid, 'SIGKILL');");
  await run('add', 'greedy', '--dir', folder, '--docker');
  const process = new ConfinedProcess({
    ...{ programs: programsOf(listBoundAlgorithms(data)[0]!), entry: 'train', mlRoot: data, memoryBytes: 2 ** 30 },
    ...{ environment: {}, onOutput: () => {} },
  });
  expect(await process.exited).toEqual({ code: 137, signal: null, outOfMemory: true });
});
