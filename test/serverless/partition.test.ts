import { expect, it } from '@jest/globals';
import { readStack } from '../../local-cloud/template/stack.ts';
import { root } from './packaged-template.ts';

/** Every text of a value with where it stands. */
function textsIn(value: unknown, path: string): Array<{ path: string; text: string }> {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => textsIn(item, `${path}.${name}`));
}

it('no ARN and no host name of the stack says in which partition it is', () => {
  const texts = textsIn(readStack(root), 'stack');
  // Principals of services are called the same everywhere.
  const fixed = texts.filter(
    ({ path, text }) =>
      /\barn:aws\b|\.amazonaws\.com/.test(text) && !/\.(Principal(\.Service)?|iam:PassedToService)$/.test(path),
  );
  expect(fixed).toEqual([]);
  expect(texts.filter(({ text }) => /arn:\$\{AWS::Partition\}:/.test(text)).length).toBeGreaterThan(50);
  expect(texts.some(({ text }) => /^arn:\$\{Partition\}:states:::lambda:invoke$/.test(text))).toBe(true);
});
