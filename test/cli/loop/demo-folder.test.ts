import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { freshDemoFolder } from '../../../cli/loop/demo-folder.ts';

const folder = () => join(mkdtempSync(join(tmpdir(), 'labelloop-')), 'demo');

it('a demo begins afresh', () => {
  const demo = folder();
  freshDemoFolder(demo);
  writeFileSync(join(demo, 'old'), '');
  freshDemoFolder(demo);
  expect(existsSync(join(demo, 'old'))).toBe(false);
});

it("nobody else's files are removed", () => {
  const demo = mkdtempSync(join(tmpdir(), 'labelloop-'));
  writeFileSync(join(demo, 'thesis.txt'), '');
  expect(() => freshDemoFolder(demo)).toThrow(/no demo made/);
  expect(existsSync(join(demo, 'thesis.txt'))).toBe(true);
});
