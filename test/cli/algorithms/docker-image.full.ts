import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { main } from '../../../cli/main.ts';

jest.setTimeout(300_000);

const home = mkdtempSync(join(tmpdir(), 'labelloop-docker-'));
const { PATH } = process.env;
beforeAll(() => {
  process.env.DOCKER_FAKE = home;
  process.env.PATH = `${join(import.meta.dirname, 'fake-docker')}${delimiter}${PATH}`;
});
afterAll(() => {
  process.env.PATH = PATH;
  rmSync(home, { recursive: true, force: true });
});

it('runs the whole contract on an image, by the calls that Docker would get', async () => {
  const printed: string[] = [];
  const folder = join(home, 'right');
  cpSync(join(import.meta.dirname, 'contract-breaker'), folder, { recursive: true });
  writeFileSync(join(folder, 'algorithm.json'), '{"channels":"coco","answer":"coco"}');
  writeFileSync(join(folder, 'fault.txt'), '');
  writeFileSync(join(folder, 'milliseconds.txt'), '400');
  const code = await main(['algorithms', 'check', folder, '--docker', '--json', '--data', home], {
    ...{ print: (line) => printed.push(line), note: () => {}, interactive: false },
    signal: new AbortController().signal,
  });
  const report = JSON.parse(printed.join('\n'));
  expect(report.faults).toEqual([]);
  expect(code).toBe(0);
  expect(report.held).toEqual(
    expect.arrayContaining(['ends when it is told to', 'goes on from its checkpoint', 'answers GET /ping']),
  );
  expect(report.notes).toEqual(['this system does not tell how much memory it held']);
  const calls = readFileSync(join(home, 'calls'), 'utf8').trim().split('\n');
  const runs = calls.filter((line) => line.startsWith('["run"'));
  for (const training of ['train', 'empty', 'broken', 'resumed'])
    expect(runs.some((line) => line.includes(`/${training}:/opt/ml`) && line.endsWith('"train"]'))).toBe(true);
  expect(runs.filter((line) => line.includes('"--publish","127.0.0.1:'))).toHaveLength(1);
});
