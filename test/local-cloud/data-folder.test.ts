import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { claimDataFolder, DataFolderBusyError, findRunningCloud } from '../../local-cloud/data-folder.ts';

const emptyFolder = () => mkdtemp(join(tmpdir(), 'labelloop-'));
const announcement = {
  pid: 1,
  endpoint: 'http://127.0.0.1:4566',
  consoleUrl: '',
  portalUrl: '',
  bucket: 'b',
  region: 'us-east-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 's' },
};

describe('the data folder', () => {
  it('belongs to one laptop cloud at a time, and others learn where that one answers', async () => {
    const path = await emptyFolder();
    const folder = claimDataFolder(path);
    folder.announce(announcement);
    expect(() => claimDataFolder(path)).toThrow(DataFolderBusyError);
    expect(() => claimDataFolder(path)).toThrow('http://127.0.0.1:4566');
    expect(findRunningCloud(path)).toEqual(announcement);
    folder.release();
    expect(findRunningCloud(path)).toBeUndefined();
    claimDataFolder(path).release();
  });

  it('keeps the announced keys from other people of the machine', async () => {
    const path = await emptyFolder();
    const folder = claimDataFolder(path);
    folder.announce(announcement);
    expect((await stat(join(path, 'cloud.json'))).mode & 0o777).toBe(0o600);
    folder.release();
  });

  it('is free again after kill -9 of its holder', async () => {
    const path = await emptyFolder();
    const module = new URL('../../local-cloud/data-folder.ts', import.meta.url).href;
    const holder = spawn(process.execPath, [
      '--disable-warning=ExperimentalWarning',
      '--input-type=module',
      '-e',
      `import { claimDataFolder } from ${JSON.stringify(module)};
       claimDataFolder(${JSON.stringify(path)}).announce(${JSON.stringify(announcement)});
       console.log('held'); setInterval(() => {}, 1000);`,
    ]);
    await once(holder.stdout, 'data');
    expect(findRunningCloud(path)).toEqual(announcement);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    expect(findRunningCloud(path)).toBeUndefined();
    claimDataFolder(path).release();
  });
});
