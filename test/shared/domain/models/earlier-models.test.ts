import { expect, it } from '@jest/globals';
import { earlierModels } from '../../../../shared/domain/models/earlier-models.ts';

it.each<[string, Parameters<typeof earlierModels>[0], string, string[]]>([
  ['the first model has none', undefined, 'a', []],
  ['the champion becomes the last of them', { modelName: 'b', earlier: ['a'] }, 'c', ['b', 'a']],
  ['a champion that says nothing of earlier ones', { modelName: 'a' }, 'b', ['a']],
  ['a model that serves again is not earlier than itself', { modelName: 'c', earlier: ['b', 'a'] }, 'b', ['c', 'a']],
  ['a champion promoted twice stays once', { modelName: 'b', earlier: ['a'] }, 'b', ['a']],
])('%s', (_, present, next, earlier) => {
  expect(earlierModels(present, next)).toEqual(earlier);
});

it('the last 500 are remembered', () => {
  const earlier = Array.from({ length: 500 }, (_, index) => `m${499 - index}`);
  const remembered = earlierModels({ modelName: 'm500', earlier }, 'm501');
  expect([remembered.length, remembered[0], remembered.at(-1)]).toEqual([500, 'm500', 'm1']);
});
