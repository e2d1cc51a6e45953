import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, jest } from '@jest/globals';
import { checkContract } from '../../../cli/algorithms/check-contract.ts';
import { CONTRACT_FAULTS, type FaultName } from '../../../cli/algorithms/contract-faults.ts';
import { SAGEMAKER_LIMITS } from '../../../cli/algorithms/contract-run.ts';

/** Each check trains five times; a busy machine takes its time. */
jest.setTimeout(120_000);

const home = mkdtempSync(join(tmpdir(), 'labelloop-contract-'));
afterAll(() => rmSync(home, { recursive: true }));

/** Only its answers know where 8080 is free, and this system tells what a process holds. */
const canWatch = existsSync('/proc/self/statm');

async function check(fault: string, trainMilliseconds = 400) {
  const folder = join(home, fault || 'none');
  cpSync(join(import.meta.dirname, 'contract-breaker'), folder, { recursive: true });
  writeFileSync(join(folder, 'fault.txt'), fault);
  writeFileSync(join(folder, 'milliseconds.txt'), String(trainMilliseconds));
  const limits = {
    ...SAGEMAKER_LIMITS,
    ...{ trainMs: 8_000, trainGraceMs: 1_000, serveGraceMs: 1_000, startupMs: 5_000, memoryBytes: 700 * 2 ** 20 },
  };
  return checkContract(
    { folder, isBound: true },
    { channels: 'coco', answer: 'coco' },
    {
      limits,
      tell: () => {},
      signal: new AbortController().signal,
    },
  );
}

it('says of a program that keeps the contract what held', async () => {
  const { faults, held, notes } = await check('');
  expect(faults).toEqual([]);
  expect(notes).toEqual([]);
  expect(held).toEqual([
    expect.stringMatching(/^trains in .* s and leaves a model of/),
    'fails without data, and writes why',
    'reads hyperparameters.json',
    'ends when it is told to',
    'goes on from its checkpoint',
    'answers GET /ping',
    'answers an image as coco (1 boxes)',
    expect.stringMatching(/^answers 100 images, .* ms each, within .* MB$/),
    'answers files that are no images, and lives on',
    'serve ends when it is told to',
  ]);
});

/** A minute of waiting is in `answer-slow` itself. */
const planted = (Object.keys(CONTRACT_FAULTS) as FaultName[])
  .filter((name) => name !== 'answer-slow')
  .filter((name) => canWatch || !['train-out-of-memory', 'memory-grows'].includes(name));

it.each(planted)('finds %s, and nothing else', async (name) => {
  const { faults } = await check(name, name === 'sigterm-ignored' ? 4_000 : 400);
  expect(faults.map((fault) => fault.name)).toEqual([name]);
});

it('shows the last lines of what failed', async () => {
  const { faults, notes } = await check('train-failed');
  expect(faults[0]).toMatchObject({ detail: 'exit code 1', lines: ['ValueError: shapes do not match'] });
  expect(notes).toEqual(['serve was not tried: there is no model']);
});
