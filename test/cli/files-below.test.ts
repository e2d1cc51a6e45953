import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findImagesIn } from '../../cli/dataset/files/find-images.ts';
import { filesBelow } from '../../cli/files-below.ts';

describe('the files below a folder', () => {
  it('follow links to files, and name what is left with its reason', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'labelloop-'));
    const cache = mkdtempSync(join(tmpdir(), 'labelloop-'));
    writeFileSync(join(cache, 'ab12'), 'bytes');
    mkdirSync(join(folder, 'deep'));
    writeFileSync(join(folder, 'deep', 'plain.jpg'), '');
    symlinkSync(join(cache, 'ab12'), join(folder, 'linked.jpg'));
    symlinkSync(join(cache, 'gone'), join(folder, 'broken.jpg'));
    symlinkSync(cache, join(folder, 'elsewhere'));
    symlinkSync('circle', join(folder, 'circle'));
    spawnSync('mkfifo', [join(folder, 'pipe')]);
    writeFileSync(join(folder, '.hidden'), '');
    const { files, passedOver } = await filesBelow(folder);
    expect(files).toEqual(['deep/plain.jpg', 'linked.jpg']);
    expect(passedOver.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: 'broken.jpg', why: 'a link to nothing that is there' },
      { name: 'circle', why: 'a link in a circle' },
      { name: 'elsewhere', why: 'a link to a folder: name that folder itself' },
      { name: 'pipe', why: 'a pipe, a socket or a device, no file' },
    ]);
    expect(String(await (await findImagesIn(folder))('linked.jpg'))).toBe('bytes');
  });
});
