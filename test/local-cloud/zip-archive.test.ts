import { crc32, deflateRawSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import { zip } from '../../cli/deploy/detector-sources.ts';
import { zipFiles, zipNames } from '../../local-cloud/zip-archive.ts';

/** One deflated file as `zip` and the Serverless Framework write it: sizes in the directory alone. */
function deflated(name: string, content: Buffer, method = 8): Buffer {
  const packed = deflateRawSync(content);
  const local = Buffer.alloc(30);
  local.write('PK\x03\x04', 'latin1');
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.write('PK\x01\x02', 'latin1');
  entry.writeUInt16LE(method, 10);
  entry.writeUInt32LE(crc32(content), 16);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(content.length, 24);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  return Buffer.concat([local, Buffer.from(name), packed, entry, Buffer.from(name), end]);
}

const code = Buffer.from('export const handler = () => 1;\n'.repeat(50));

it('reads what is stored and what is deflated', () => {
  const stored = zip([{ path: 'dist/a/index.mjs', content: code }]);
  expect(zipFiles(stored)).toEqual(new Map([['dist/a/index.mjs', code]]));
  expect(zipFiles(deflated('dist/b/index.mjs', code))).toEqual(new Map([['dist/b/index.mjs', code]]));
  expect(zipNames(stored)).toEqual(['dist/a/index.mjs']);
});

it('refuses names that lead out of a folder, other methods, damage, and what is no archive', () => {
  for (const name of ['../x.mjs', '/etc/x', 'a/../../x', '..\\x', 'C:/x'])
    expect(() => zipFiles(deflated(name, code))).toThrow('leads out of the archive');
  expect(() => zipFiles(deflated('a', code, 12))).toThrow('packed by method 12');
  const damaged = deflated('a.mjs', code);
  damaged.writeUInt32LE(7, damaged.indexOf('PK\x01\x02') + 16);
  expect(() => zipFiles(damaged)).toThrow('a.mjs is damaged');
  expect(() => zipFiles(Buffer.from('no archive at all, and long enough'))).toThrow('no zip archive');
});
