import { expect, it } from '@jest/globals';
import { main } from '../../../cli/main.ts';

async function run(...argv: string[]) {
  const printed: string[] = [];
  const noted: string[] = [];
  const code = await main(['cost', 'estimate', ...argv], {
    print: (line) => printed.push(line),
    note: (line) => noted.push(line),
    interactive: false,
    signal: new AbortController().signal,
  });
  return { code, printed, noted: noted.join('\n') };
}

it('puts our engine beside Ground Truth, with the date of the prices', async () => {
  const { code, printed } = await run('--images', '100', '--workers', '5');
  expect(code).toBe(0);
  expect(printed).toContainEqual(expect.stringMatching(/^ +own engine +Ground Truth$/));
  expect(printed).toContainEqual(expect.stringMatching(/^labeling +\$18\.00 +\$26\.00$/));
  expect(printed.join('\n')).toMatch(/us-east-1, \d{4}-\d\d-\d\d/);
});

it('says one of them as JSON', async () => {
  const { printed } = await run('--images', '5', '--workers', '5', '--labeling', 'ground-truth', '--json');
  const { estimates, ...input } = JSON.parse(printed.join('\n'));
  expect(Object.keys(estimates)).toEqual(['ground-truth']);
  expect(estimates['ground-truth'].labeling).toBeCloseTo(1.3, 9);
  expect(input).toMatchObject({ images: 5, workers: 5, pricePerAnswerUsd: 0.036, prices: { region: 'us-east-1' } });
});

it('says what is wrong with a number', async () => {
  expect(await run('--images', '0')).toMatchObject({ code: 2, noted: expect.stringContaining('whole number from 1') });
  expect(await run()).toMatchObject({ code: 2, noted: expect.stringContaining('--images') });
  expect(await run('--images', '5', '--labeling', 'mturk')).toMatchObject({
    code: 2,
    noted: expect.stringContaining('engine, ground-truth'),
  });
});
