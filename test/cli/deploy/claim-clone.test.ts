import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { claimClone } from '../../../cli/deploy/claim-clone.ts';

it('lets one deploy at a time run from a clone, and takes over what a killed one left', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'labelloop-clone-')), 'dist', '.deploying');
  const release = claimClone(path);
  expect(() => claimClone(path)).toThrow('another deploy or removal runs from this clone');
  release();
  claimClone(path)();
  const { pid } = spawnSync('true');
  writeFileSync(path, `${pid}`);
  claimClone(path)();
});
