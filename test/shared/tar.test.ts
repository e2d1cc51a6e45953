import { expect, it } from '@jest/globals';
import { readTar, type TarEntry, writeTar } from '../../shared/tar.ts';

const entry = (name: string, text = name): TarEntry => ({ name, content: Buffer.from(text) });

/** One entry whose header was changed and whose checksum is right again. */
function forged(change: (header: Buffer) => void): Buffer {
  const archive = writeTar([entry('model.onnx')]);
  const header = archive.subarray(0, 512);
  change(header);
  header.fill(' ', 148, 156);
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return archive;
}

it('reads back what it wrote, long names and empty files too', () => {
  const long = `${'folder/'.repeat(16)}${'n'.repeat(90)}`;
  const entries = [entry('model.onnx', 'x'.repeat(512)), entry('empty', ''), entry(long), entry('a/ä.json')];
  expect(readTar(writeTar(entries))).toEqual(entries);
});

it('takes the names that `tar -C model .` writes', () => {
  expect(readTar(forged((header) => header.write('./model.onnx\0', 0)))[0]!.name).toBe('model.onnx');
});

it.each<[string, (header: Buffer) => void, string]>([
  ['a path upwards', (header) => header.write('../../etc/passwd\0', 0), 'leads out of its folder'],
  ['an absolute path', (header) => header.write('/etc/passwd\0', 0), 'leads out of its folder'],
  ['a symbolic link', (header) => header.write('2', 156), 'no regular file'],
  ['a hard link', (header) => header.write('1', 156), 'no regular file'],
  ['more bytes than there are', (header) => header.write('77777777777\0', 124), 'ends within'],
  ['a size that is no number', (header) => header.write('9x\0', 124), 'damaged'],
])('refuses %s', (_, change, message) => {
  expect(() => readTar(forged(change))).toThrow(message);
});

it('refuses a header whose checksum is wrong', () => {
  const archive = writeTar([entry('model.onnx')]);
  archive[0] = 'n'.charCodeAt(0);
  expect(() => readTar(archive)).toThrow('damaged');
});
