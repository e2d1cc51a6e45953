import { expect, it } from '@jest/globals';
import { matchesWildcard } from '../../local-cloud/access/policy.ts';
import { fitsPattern, type PatternPart } from '../../shared/wildcards.ts';

it.each([
  ['*', '', true],
  ['*', 'a/b:c', true],
  ['a*', 'b', false],
  ['*a', 'bca', true],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['arn:*:s3:::b/*', 'arn:aws:s3:::b/x/y', true],
  ['a.c', 'abc', false],
  ['a**b', 'ab', true],
  ['*ab*ab', 'abab', true],
  ['*ab*ab', 'aab', false],
  ['', '', true],
  ['', 'a', false],
  ['ÄÖ?', 'ÄÖ😀', true],
])('%s fits %s: %s', (pattern, text, fits) => {
  expect(matchesWildcard(pattern, text)).toBe(fits);
});

it('takes few steps for a pattern that a regular expression would not end with', () => {
  let steps = 0;
  const star: PatternPart = {
    many: true,
    allows: () => {
      steps++;
      return true;
    },
  };
  const parts = Array.from({ length: 40 }, (): PatternPart[] => [star, 'a']).flat();
  expect(fitsPattern([...parts, 'b'], 'a'.repeat(400))).toBe(false);
  expect(steps).toBeLessThanOrEqual(40 * 400);
});
