import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { HONOURED, UNUSED } from '../../../algorithms/object-detection/hyperparameter-rules.ts';
import { SAGEMAKER_ACTIONS } from '../../../local-cloud/sagemaker/actions.ts';
import { checkLimits } from '../../../local-cloud/sagemaker/request-limits.ts';

it('docs/feature-support/sagemaker.md lists exactly the operations that the laptop answers', () => {
  const documented = [...readFileSync('docs/feature-support/sagemaker.md', 'utf8').matchAll(/^\| ([A-Z]\w+) \|/gm)];
  const answered = SAGEMAKER_ACTIONS.map(({ schema }) => schema[2]);
  expect(documented.map(([, name]) => name)).toEqual(answered);
});

it("docs/feature-support/sagemaker.md lists exactly the built-in algorithm's hyperparameters, and which change nothing", () => {
  const rows = [
    ...readFileSync('docs/feature-support/sagemaker.md', 'utf8').matchAll(/^\| ([a-z_]+) \| (.*) \|$/gm),
  ].filter(([, name]) => !['operation', 'hyperparameter'].includes(name!));
  const named = (isUnused: boolean) =>
    rows.filter(([, , here]) => (here === 'unused') === isUnused).map(([, name]) => name);
  expect(named(false)).toEqual(Object.keys(HONOURED));
  expect(named(true)).toEqual(Object.keys(UNUSED));
});

it.each([
  [
    'names every problem with its path in AWS words',
    'CreateModel',
    { ModelName: 'a'.repeat(64), Tags: [{ Key: '', Value: 'x' }] },
    [/'modelName'.*length less than or equal to 63/, /'tags\.1\.member\.key'.*length greater than or equal to 1/],
  ],
  ['takes what is within the limits', 'CreateModel', { ModelName: 'a-b', Tags: [{ Key: 'k', Value: '' }] }, []],
  [
    'checks keys and values of maps',
    'CreateTrainingJob',
    { HyperParameters: { ['k'.repeat(257)]: 'x' } },
    [/'hyperParameters\.key'.*less than or equal to 256/],
  ],
])('%s', (_, operation, request, problems) => {
  const found = checkLimits(operation, request);
  expect(found).toEqual(problems.map((problem) => expect.stringMatching(problem)));
});
