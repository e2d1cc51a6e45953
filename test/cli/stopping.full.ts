import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, mkdirSync, mkdtempSync, openSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { commands } from '../../cli/commands.ts';
import { isGroup } from '../../cli/parse-command-line.ts';
import { claimDataFolder, type DataFolder } from '../../local-cloud/data-folder.ts';
import { bindAlgorithm } from '../../local-cloud/sagemaker/container/bound-algorithms.ts';

/** Generous: other work may share the machine. */
jest.setTimeout(120_000);

const bin = new URL('../../cli/labelloop.mjs', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'labelloop-'));
const data = join(folder, 'data');
const file = (name: string) => join(folder, name);
/** A PNG of one pixel. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** A cloud that takes every request and answers none: whoever asks it waits. */
let silent: Server;
let claimed: DataFolder;
let endpoint: string;
beforeAll(async () => {
  silent = createServer(() => {}).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  claimed = claimDataFolder(data);
  claimed.announce({
    ...{ pid: process.pid, endpoint, consoleUrl: endpoint, portalUrl: endpoint, bucket: 'b', region: 'us-east-1' },
    credentials: { accessKeyId: 'AKIAAAAAAAAAAAAAAAAA', secretAccessKey: 'secret' },
  });
  mkdirSync(file('photos'));
  for (const name of ['1', '2', '3', '4', '5']) writeFileSync(file(`photos/${name}.jpg`), name);
  writeFileSync(file('photos/1.png'), Buffer.from(PIXEL, 'base64'));
  const images = ['1', '2', '3', '4', '5'].map((id) => ({ id, file_name: `${id}.jpg`, width: 9, height: 9 }));
  const annotations = images.map(({ id }) => ({ id, image_id: id, category_id: 1, bbox: [1, 1, 2, 2] }));
  const coco = { images, annotations, categories: [{ id: 1, name: 'cat' }] };
  writeFileSync(file('coco.json'), JSON.stringify(coco));
  const remote = images.map((image) => ({ ...image, file_name: `s3://b/${image.file_name}` }));
  writeFileSync(file('remote.json'), JSON.stringify({ ...coco, images: remote }));
  const binding = { name: 'colours', image: 'colours:1', folder: file('algorithm'), environment: null };
  bindAlgorithm(data, { version: 1, ...binding });
  const letter = { requestId: 'a', functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST' };
  const record = { timestamp: '2026-11-30T00:00:00Z', requestContext: letter, requestPayload: {} };
  writeFileSync(join(data, 'dead-letters.jsonl'), `${JSON.stringify(record)}\n`);
  spawnSync('mkfifo', [file('pipe')]);
  mkdirSync(file('algorithm'));
  for (const name of ['train.py', 'serve.py', 'requirements.txt']) writeFileSync(file(`algorithm/${name}`), '');
  writeFileSync(file('algorithm/algorithm.json'), '{"channels":"coco","answer":"coco"}');
  const bound = { name: 'bound', image: 'labelloop/bound:1', folder: file('algorithm'), environment: null };
  bindAlgorithm(data, { version: 1, ...bound });
  const python = '#!/bin/sh\nif [ "$1" = -c ]; then printf "%s\\n3.12.0\\n" "$0"; else exec sleep 600; fi\n';
  writeFileSync(file('python'), python, { mode: 0o755 });
});
afterAll(() => {
  claimed.release();
  silent.closeAllConnections();
  silent.close();
});

const spawned = (args: readonly string[]): ChildProcess =>
  spawn(process.execPath, ['--disable-warning=ExperimentalWarning', bin, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      LABELLOOP_CACHE: file('cache'),
      ...{ AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'us-east-1' },
      ...{ AWS_ACCESS_KEY_ID: 'AKIAAAAAAAAAAAAAAAAA', AWS_SECRET_ACCESS_KEY: 'secret' },
    },
  });

/** What each waits for when it is stopped. */
const request = () => once(silent, 'request');
const output = (child: ChildProcess) => Promise.race([once(child.stdout!, 'data'), once(child.stderr!, 'data')]);
/** A writer finds a reader as soon as somebody opens the pipe. */
const reader = async () => {
  for (;;) {
    try {
      return openSync(file('pipe'), constants.O_WRONLY | constants.O_NONBLOCK);
    } catch {
      await new Promise((later) => setTimeout(later, 20));
    }
  }
};

type Case = [typed: string, args: string[], waits: (child: ChildProcess) => Promise<unknown>];
const cases: Case[] = [
  ['up', ['--data', file('own'), '--port', '0'], output],
  ['demo', ['--data', file('own-demo'), '--exit'], output],
  ['run', ['--images', file('photos'), '--truth', file('coco.json'), '--labels', 'cat'], request],
  ['init', ['birds', '--labels', 'robin'], request],
  ['drop', [file('photos')], request],
  ['label-now', ['birds'], request],
  ['relabel', ['1.jpg'], request],
  ['classes', ['birds'], request],
  ['status', [], request],
  ['executions', [], request],
  ['cost spent', ['birds'], request],
  ['config', ['birds'], request],
  ['retry', ['birds'], request],
  ['story', ['1.jpg'], request],
  ['images list', [], request],
  ['images exclude', ['1.jpg', '--reason', 'blurred'], request],
  ['images include', [], request],
  ['images tag', ['night', '1.jpg'], request],
  ['images untag', ['night', '1.jpg'], request],
  ['images export', ['1.jpg', '--out', file('exported')], request],
  ['workers report', [], request],
  ['workers invite', ['ana'], request],
  ['workers pause', ['ana'], request],
  ['workers resume', ['ana'], request],
  ['workers remove', ['ana'], request],
  ['rounds', ['birds'], request],
  ['batch approve', ['birds'], request],
  ['audit', [], request],
  ['dead-letters redrive', ['--all'], request],
  ['models approve', ['a'], request],
  ['models reject', ['a'], request],
  ['algorithms push', ['colours', '--stage', 'dev', '--region', 'us-east-1'], request],
  ['forget image', ['1.jpg', '--yes'], request],
  ['forget worker', ['ana', '--yes'], request],
  ['algorithms add', ['own', '--dir', file('algorithm'), '--python', file('python')], output],
  ['algorithms check', [file('algorithm'), '--python', file('python')], output],
  ['models list', [], request],
  ['models why', [], request],
  ['models get', [], request],
  ['models rollback', [], request],
  ['models deploy', ['b000001', '--anyway', '--reason', 'a look'], request],
  ['detect', [file('photos/1.jpg')], request],
  ['dataset convert', ['s3://b/coco.json', '--to', 'yolo', '--out', file('converted')], request],
  ['dataset inspect', ['s3://b/coco.json'], request],
  ['dataset split', ['s3://b/coco.json', '--out', file('split')], request],
  ['dataset merge', ['s3://b/coco.json', '--out', file('merged')], request],
  ['dataset draw', ['s3://b/coco.json', '--out', file('drawn.png')], request],
  ['dataset validate', ['s3://b/coco.json'], request],
  ['dataset diff', ['s3://b/coco.json', 's3://b/coco.json'], request],
  ['rekognition status', [], request],
  ['rekognition train', [], request],
  ['rekognition start', ['--for', '1h'], request],
  ['rekognition detect', [file('photos/1.png')], request],
  ['rekognition stop', [], request],
  ['rekognition delete', ['--yes'], request],
  ['deploy', ['--stage', 'dev'], request],
  ['destroy', ['--stage', 'dev'], request],
  ['console', ['--stage', 'dev'], request],
  ['consolidate', [file('pipe'), '--task', 'bounding-box'], reader],
];
/** They never wait for anything. */
const INSTANT = ['env', 'completion', 'cost estimate', 'algorithms list', 'algorithms remove', 'dead-letters list'];

describe('a command that is stopped', () => {
  it('is one of these, or never waits', async () => {
    const all: string[] = [];
    for (const [name, load] of Object.entries(commands)) {
      const { default: declared } = await load();
      all.push(...(isGroup(declared) ? Object.keys(declared.subcommands).map((each) => `${name} ${each}`) : [name]));
    }
    expect([...cases.map(([typed]) => typed), ...INSTANT].sort()).toEqual(all.sort());
  });

  it.each(cases)('%s ends with 130 or 143, and says so', async (typed, args, waits) => {
    const signal = typed.length % 2 === 0 ? 'SIGINT' : 'SIGTERM';
    const needsCloud = waits === request && !typed.startsWith('dataset');
    const child = spawned([...typed.split(' '), ...args, ...(needsCloud ? ['--data', data] : [])]);
    let said = '';
    child.stderr!.on('data', (chunk) => {
      said += chunk;
    });
    const exited = once(child, 'exit');
    const waiting = await Promise.race([waits(child), exited.then(() => 'ended by itself')]);
    expect({ waiting: typeof waiting, said }).not.toEqual({ waiting: 'string', said: expect.anything() });
    child.kill(signal);
    const [code] = await exited;
    if (typeof waiting === 'number') closeSync(waiting);
    expect({ code, said }).toEqual({
      code: signal === 'SIGINT' ? 130 : 143,
      said: expect.stringContaining('labelloop: stopped'),
    });
  });

  it('removes the folder that it was writing', async () => {
    const out = file('half');
    const args = ['dataset', 'convert', file('remote.json'), '--to', 'yolo', '--out', out];
    const child = spawned([...args, '--images', 's3', '--copy-images']);
    const exited = once(child, 'exit');
    await Promise.race([once(silent, 'request'), exited]);
    expect(existsSync(out)).toBe(true);
    child.kill('SIGINT');
    expect((await exited)[0]).toBe(130);
    expect(existsSync(out)).toBe(false);
  });

  it('waits for nothing more when it is stopped twice, and takes one press that came twice for one', async () => {
    const program = `
      const { stopOnSignals, untilFinished } = await import('${new URL('../../cli/stopping.ts', import.meta.url)}');
      untilFinished(() => new Promise(() => {}));
      stopOnSignals(new AbortController(), () => console.log('stopping'));
      process.on('exit', () => console.log(performance.now() - start));
      let start; process.on('SIGINT', () => { start ??= performance.now(); });
      setInterval(() => {}, 1000);
      console.log('ready');`;
    const ended = async (spacedMs: number) => {
      const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      let told = '';
      child.stdout.on('data', (chunk) => {
        told += chunk;
      });
      await once(child.stdout, 'data');
      child.kill('SIGINT');
      await once(child.stdout, 'data');
      const again = setInterval(() => child.kill('SIGINT'), spacedMs);
      const [code] = await once(child, 'close');
      clearInterval(again);
      expect(code).toBe(130);
      return Number(told.trim().split('\n').at(-1));
    };
    expect(await ended(40)).toBeLessThan(650);
    expect(await ended(5000)).toBeGreaterThan(650);
  });
});
