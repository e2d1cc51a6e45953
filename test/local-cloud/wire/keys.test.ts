import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { openKeys } from '../../../local-cloud/wire/keys.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'labelloop-keys-'));

it('each principal has a key pair of its own, the same after a restart', () => {
  const dataDir = folder();
  const keys = openKeys(dataDir);
  const user = keys.forPrincipal('user');
  const merge = keys.forPrincipal('merge-labels');
  expect(user.secretAccessKey).not.toBe(merge.secretAccessKey);
  expect(user.accessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/);
  expect(keys.find(merge.accessKeyId)).toEqual(merge);
  expect(openKeys(dataDir).forPrincipal('user')).toEqual(user);
});

it('a key made by another process on the same folder is found', () => {
  const dataDir = folder();
  const server = openKeys(dataDir);
  const made = openKeys(dataDir).forPrincipal('user');
  expect(server.find(made.accessKeyId)).toEqual(made);
  expect(server.forPrincipal('user')).toEqual(made);
});

it('two data folders never share a key', () => {
  expect(openKeys(folder()).forPrincipal('user')).not.toEqual(openKeys(folder()).forPrincipal('user'));
});

it('only the owner may read the file', () => {
  const dataDir = folder();
  openKeys(dataDir).forPrincipal('user');
  expect(statSync(join(dataDir, 'keys.json')).mode & 0o777).toBe(0o600);
});

it('a damaged file is named, not replaced', () => {
  const dataDir = folder();
  writeFileSync(join(dataDir, 'keys.json'), '{');
  expect(() => openKeys(dataDir)).toThrow(/keys\.json is not JSON/);
});
