import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { detectorSources } from '../../../cli/deploy/detector-sources.ts';
import { makeTinyDataset } from '../detector/tiny-dataset.ts';

/** Generous: it installs packages, and other work may share the machine. */
jest.setTimeout(600_000);

const root = resolve(import.meta.dirname, '../../..');
const work = mkdtempSync(join(tmpdir(), 'labelloop-image-'));
/** What CodeBuild gets: the files of the uploaded archive, and nothing else of the clone. */
const context = join(work, 'context');
const environment = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` };

interface Stage {
  /** Its file system's root. */
  folder: string;
  workdir: string;
  variables: Record<string, string>;
}

/** Absolute paths of a stage are below its folder. */
const inStage = ({ folder, workdir }: Stage, path: string) =>
  join(folder, path.startsWith('/') ? path : join(workdir, path));

const SPLIT_LINE = /\\\n\s*/g;

/**
 * Does what the Dockerfile says, step by step, in folders instead of layers. The base image's Node is this one.
 * @returns the last stage @throws with the words of a step that fails
 */
function build(): Stage {
  const lines = readFileSync(join(context, 'algorithms/container/Dockerfile'), 'utf8')
    .replace(SPLIT_LINE, ' ')
    .split('\n');
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const line of lines.filter((one) => /^[A-Z]+ /.test(one))) {
    const [, word = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line)!;
    if (word === 'FROM') {
      const name = / AS (\w+)$/.exec(rest)?.[1] ?? 'image';
      stage = { folder: join(work, name), workdir: '/', variables: {} };
      mkdirSync(join(stage.folder, 'tmp'), { recursive: true });
      mkdirSync(join(stage.folder, 'opt'), { recursive: true });
      stages.set(name, stage);
    } else if (word === 'WORKDIR') {
      stage!.workdir = rest;
      mkdirSync(inStage(stage!, '.'), { recursive: true });
    } else if (word === 'ENV') {
      for (const [, name, value] of rest.matchAll(/(\w+)=(\S+)/g)) stage!.variables[name!] = value!;
    } else if (word === 'COPY') {
      const words = rest.split(/\s+/);
      const from = words[0]!.startsWith('--from=') ? stages.get(words.shift()!.slice('--from='.length))! : undefined;
      const to = words.pop()!;
      for (const source of words) {
        const target = to.endsWith('/') ? join(to, source.split('/').at(-1)!) : to;
        const path = from ? inStage(from, source) : join(context, source);
        cpSync(path, inStage(stage!, target), { recursive: true });
      }
    } else if (word === 'RUN') {
      const command = rest
        .replaceAll('/tmp/', `${join(stage!.folder, 'tmp')}/`)
        .replaceAll(/\/opt\/(?!ml)/g, `${join(stage!.folder, 'opt')}/`);
      const { status, stderr } = spawnSync('sh', ['-c', command], {
        cwd: inStage(stage!, '.'),
        env: { ...environment, ...stage!.variables },
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`RUN ${rest}\n${stderr}`);
    }
  }
  return stage!;
}

/** Whether a process may have its own /opt. */
const hasNamespaces = spawnSync('unshare', ['-Urm', 'sh', '-c', 'mount -t tmpfs none /opt']).status === 0;

/** The entry point of the image with /opt/detector and /opt/ml where a container has them. */
function start({ folder, variables }: Stage, ml: string, word: 'train' | 'serve', more: Record<string, string> = {}) {
  const entry = ['node', 'algorithms/container/main.ts', word];
  const env = { ...environment, ...variables, ...more };
  const detector = join(folder, 'opt/detector');
  if (!hasNamespaces)
    return spawn(entry[0]!, entry.slice(1), {
      cwd: detector,
      env: { ...env, ML_ROOT: ml, LABELLOOP_BACKBONE: join(detector, 'backbone.onnx') },
    });
  const mount =
    'mount -t tmpfs none /opt && mkdir /opt/ml /opt/detector && mount --bind "$1" /opt/detector && mount --bind "$2" /opt/ml';
  const words = [
    '-Urm',
    'sh',
    '-c',
    `${mount} && cd /opt/detector && shift 2 && exec "$@"`,
    'sh',
    detector,
    ml,
    ...entry,
  ];
  return spawn('unshare', words, { env });
}

let image: Stage | undefined;
beforeAll(() => {
  for (const { path, content } of detectorSources(root)) {
    mkdirSync(dirname(join(context, path)), { recursive: true });
    writeFileSync(join(context, path), content);
  }
  try {
    image = build();
  } catch (error) {
    if (!/ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|network/.test((error as Error).message)) throw error;
    console.warn('npm has no network: skipped');
  }
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

it('what the Dockerfile makes of the uploaded archive trains and serves under /opt/ml', async () => {
  if (!image) return;
  const { root: ml, images } = await makeTinyDataset(12, {
    'max-steps': '40',
    'batch-size': '8',
    'learning-rate': '0.006',
    evidence: 'none',
  });
  const training = start(image, ml, 'train');
  const said: string[] = [];
  for (const stream of [training.stdout, training.stderr]) stream.on('data', (text) => said.push(String(text)));
  const [code] = await once(training, 'close');
  expect({ code, said: code === 0 ? '' : said.join('') }).toEqual({ code: 0, said: '' });
  expect(Number(/validation:mAP50=([0-9.]+)/.exec(said.join(''))![1])).toBeGreaterThan(0.9);
  expect(existsSync(join(ml, 'model/model.onnx'))).toBe(true);

  const port = await freePort();
  const server = start(image, ml, 'serve', { SAGEMAKER_BIND_TO_PORT: String(port) });
  try {
    const url = `http://127.0.0.1:${port}`;
    while (!(await fetch(`${url}/ping`).catch(() => undefined))?.ok) {
      expect(server.exitCode).toBeNull();
      await pause(100);
    }
    const body = readFileSync(images[0]!.file);
    const answer = await fetch(`${url}/invocations`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'image/png' },
    });
    const { annotations } = (await answer.json()) as { annotations: Array<{ confidence: number }> };
    expect(annotations.filter(({ confidence }) => confidence > 0.5).length).toBeGreaterThan(0);
  } finally {
    server.kill();
    await once(server, 'close');
    rmSync(ml, { recursive: true });
  }
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
