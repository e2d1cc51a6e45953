import { describe, expect, it } from '@jest/globals';
import { policiesOf } from '../../local-cloud/access/judge-access.ts';
import { matchesWildcard } from '../../local-cloud/access/policy.ts';
import { readLaptopTemplate } from '../../local-cloud/template/laptop-template.ts';
import { readStack } from '../../local-cloud/template/stack.ts';
import { root } from './packaged-template.ts';

const { bucket, notifications, functions, schedules, rules } = readLaptopTemplate(root);

describe('the triggers', () => {
  it('do not overlap: S3 would refuse the whole configuration', () => {
    const overlapping = notifications.flatMap((one, index) =>
      notifications
        .slice(index + 1)
        .filter(
          (other) =>
            (one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix)) &&
            (one.suffix.endsWith(other.suffix) || other.suffix.endsWith(one.suffix)),
        )
        .map((other) => [one, other]),
    );
    expect(notifications.map(({ prefix }) => prefix)).toEqual(['incoming/', 'ready/']);
    expect(overlapping).toEqual([]);
  });

  it('are never under a place that a function or a job may write: nothing starts itself', () => {
    const policies = policiesOf(readStack(root));
    expect([...policies.keys()]).toEqual(expect.arrayContaining(functions.map(({ principal }) => principal)));
    const loops = [...policies].flatMap(([principal, statements]) =>
      statements
        .filter(({ actions }) => actions.some((action) => matchesWildcard(action, 's3:PutObject', true)))
        .flatMap(({ resources }) => resources)
        .filter((resource) =>
          notifications.some(({ prefix }) => mayLieUnder(resource, `arn:aws:s3:::${bucket}/${prefix}`)),
        )
        .map((resource) => `${principal} may write ${resource}`),
    );
    expect(loops).toEqual([]);
    expect(mayLieUnder(`arn:aws:s3:::${bucket}/*`, `arn:aws:s3:::${bucket}/incoming/`)).toBe(true);
    expect(mayLieUnder(`arn:aws:s3:::${bucket}/incoming/*/x`, `arn:aws:s3:::${bucket}/incoming/`)).toBe(true);
  });

  it('reach functions that exist', () => {
    const names = functions.map(({ name }) => name);
    for (const { functionName } of [...notifications, ...schedules, ...rules]) expect(names).toContain(functionName);
  });
});

/** Whether some text that the pattern matches begins with `prefix`. */
function mayLieUnder(pattern: string, prefix: string): boolean {
  const fixed = pattern.split(/[*?]/)[0]!;
  return fixed.length >= prefix.length ? fixed.startsWith(prefix) : fixed !== pattern && prefix.startsWith(fixed);
}
