import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readDesiredStack } from '../../local-cloud/cloudformation/desired-stack.ts';
import { readStack, type Stack } from '../../local-cloud/template/stack.ts';
import { type Package, packageService, root } from './packaged-template.ts';
import { findPropertyProblems } from './property-check.ts';

/** Generous: other work may share the machine. */
jest.setTimeout(60_000);

let packaged: Package;
beforeAll(async () => {
  packaged = await packageService();
});

/** Logical ids that a value refers to. */
function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => {
    if (name === 'Ref') return [String(item)];
    if (name === 'Fn::GetAtt') return [Array.isArray(item) ? String(item[0]) : String(item).split('.')[0]!];
    if (name === 'Fn::Sub') return [...JSON.stringify(item).matchAll(/\$\{([A-Za-z0-9]+)/g)].map((match) => match[1]!);
    if (name === 'DependsOn') return [item].flat().map(String);
    return referencesIn(item);
  });
}

function findCycle(stack: Stack): string[] | undefined {
  const done = new Set<string>();
  const visit = (id: string, path: string[]): string[] | undefined => {
    if (path.includes(id)) return [...path.slice(path.indexOf(id)), id];
    if (done.has(id) || !stack[id]) return undefined;
    for (const next of referencesIn(stack[id])) {
      const cycle = visit(next, [...path, id]);
      if (cycle) return cycle;
    }
    done.add(id);
    return undefined;
  };
  return Object.keys(stack)
    .map((id) => visit(id, []))
    .find((cycle) => cycle !== undefined);
}

describe('the packaged template', () => {
  it('has only types and properties that CloudFormation knows', async () => {
    expect(await findPropertyProblems(packaged.stack)).toEqual([]);
    const planted = structuredClone(packaged.stack);
    planted.DataBucket!.Properties.BucketNam = 'x';
    (planted.SweepRule!.Properties.Targets as object[])[0] = { Id: 'no-arn' };
    expect(await findPropertyProblems(planted)).toEqual([
      'DataBucket.BucketNam: unknown property',
      'SweepRule.Targets[0]: Arn is missing',
    ]);
  });

  it('has no circle of resources', () => {
    expect(findCycle(packaged.stack)).toBeUndefined();
    const planted = structuredClone(packaged.stack);
    planted.Uploads!.Properties.Description = { Ref: 'DataBucket' };
    expect(findCycle(planted)).toContain('DataBucket');
  });

  it('passes cfn-lint', () => {
    if (spawnSync('cfn-lint', ['--version']).status !== 0) {
      console.warn('cfn-lint is not installed: skipped');
      return;
    }
    // W3005: the framework repeats a dependency that a reference already makes. W8003: the parameter `labeling` is
    // settled at packaging.
    // Its pattern of a state's Resource knows no substitution: it sees the partition filled in.
    const filled = join(mkdtempSync(join(tmpdir(), 'labelloop-')), 'template.json');
    const template = readFileSync(packaged.templatePath, 'utf8');
    writeFileSync(filled, template.replaceAll('arn:$' + '{Partition}:states:::', 'arn:aws:states:::'));
    const { status, stdout } = spawnSync('cfn-lint', ['-i', 'W3005', 'W8003', '-t', filled], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });

  it('is what the laptop cloud reads', () => {
    for (const [id, { Type, Properties }] of Object.entries(readStack(root)))
      expect({ id, ...packaged.stack[id] }).toMatchObject({ id, Type, Properties });
  });

  it('is one that the laptop’s CloudFormation can deploy: it knows every function and identity in it', () => {
    const { resources } = readDesiredStack(readFileSync(packaged.templatePath, 'utf8'), 'labelloop-dev');
    const bucket = resources.find(({ logicalId }) => logicalId === 'DataBucket')!;
    expect(JSON.stringify(bucket.properties.BucketEncryption)).toContain('"SSEAlgorithm":"AES256"');
    expect(resources.length).toBeGreaterThan(50);
  });

  it('comes with one zip a function', () => {
    const functions = Object.values(packaged.stack).filter(({ Type }) => Type === 'AWS::Lambda::Function');
    expect(functions.length).toBeGreaterThan(10);
    for (const { Properties } of functions) {
      const zip = `${String(Properties.FunctionName).split('-dev-')[1]}`.replace(/-(.)/g, (_, letter) =>
        letter.toUpperCase(),
      );
      expect({ zip, exists: existsSync(join(packaged.folder, `${zip}.zip`)) }).toEqual({ zip, exists: true });
    }
  });
});
