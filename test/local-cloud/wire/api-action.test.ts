import { readFileSync } from 'node:fs';
import { DescribeModel$, type DescribeModelInput } from '@aws-sdk/client-sagemaker';
import { expect, it } from '@jest/globals';
import { STS_ACTIONS } from '../../../local-cloud/sts/actions.ts';
import { type ApiAction, bindActions } from '../../../local-cloud/wire/api-action.ts';
import type { AccessRecord } from '../../../local-cloud/wire/service.ts';

interface Shelf {
  models: Record<string, { ModelName: string }>;
  log: string[];
}

const describeModel: ApiAction<DescribeModelInput, unknown, Shelf> = {
  schema: DescribeModel$,
  access: ({ ModelName }) => [
    { action: 'sagemaker:DescribeModel', resource: `model/${ModelName}` },
    { action: 'iam:PassRole', resource: 'role/r', conditions: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
  ],
  handle({ ModelName }, { models, log }, { caller }) {
    log.push(`${caller.principal} reads ${ModelName}`);
    return models[ModelName!];
  },
};

function bound() {
  const shelf: Shelf = { models: { a: { ModelName: 'a' } }, log: [] };
  const record = ({ principal, action, resource }: AccessRecord) =>
    shelf.log.push(`${principal} ${action} ${resource}`);
  const [action] = bindActions([describeModel], shelf, { record });
  return { action: action!, shelf };
}

const caller = { principal: 'score-model', accessKeyId: 'k' };

it('an action has the name of its schema, and what it needs of IAM is on record before it begins', async () => {
  const { action, shelf } = bound();
  expect(action.name).toBe('DescribeModel');
  expect(await action.perform({ ModelName: 'a' }, { caller })).toEqual({ ModelName: 'a' });
  expect(shelf.log).toEqual([
    'score-model sagemaker:DescribeModel model/a',
    'score-model iam:PassRole role/r',
    'score-model reads a',
  ]);
});

it('an action whose resource cannot be named does nothing and is not on record', async () => {
  const { shelf } = bound();
  const refusing: ApiAction<DescribeModelInput, unknown, Shelf> = {
    ...describeModel,
    access() {
      throw new Error('no such model');
    },
  };
  const [action] = bindActions([refusing], shelf, { record: () => shelf.log.push('recorded') });
  await expect(action!.perform({ ModelName: 'b' }, { caller })).rejects.toThrow('no such model');
  expect(shelf.log).toEqual([]);
});

it('docs/feature-support.md lists exactly the actions of STS', () => {
  const row = /^\| STS \| (.*) \|$/m.exec(readFileSync('docs/feature-support.md', 'utf8'))![1]!;
  expect([...row.matchAll(/`([A-Z]\w+)`/g)].map(([, name]) => name)).toEqual(
    STS_ACTIONS.map(({ schema }) => schema[2]),
  );
});
