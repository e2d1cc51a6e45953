import { expect, it } from '@jest/globals';
import { readRecordIo, recordIo } from '../../../../shared/domain/training/record-io.ts';

async function* stream(bytes: Uint8Array, size = bytes.length) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = async (chunks: AsyncIterable<Uint8Array>) => {
  const records: string[] = [];
  for await (const record of readRecordIo(chunks)) records.push(Buffer.from(record).toString('latin1'));
  return records;
};

const MAGIC = '\x0a\x23\xd7\xce';
const contents = ['', 'a', 'four', 'twelve bytes', `with ${MAGIC} inside`, 'x'.repeat(70_001)];
const bytes = Buffer.concat(contents.flatMap((text) => recordIo(Buffer.from(text, 'latin1'))));

it.each([1, 3, 4096, bytes.length])('reads back what it wrote, in chunks of %i bytes', async (size) => {
  expect(bytes.length % 4).toBe(0);
  expect(await read(stream(bytes, size))).toEqual(contents);
});

it('writes the header that MXNet reads: magic number and length, little-endian', () => {
  expect(Buffer.concat(recordIo(Buffer.from('abcde'))).toString('latin1')).toBe(`${MAGIC}\x05\0\0\0abcde\0\0\0`);
});

it('joins a record that was divided where its content holds the magic number', async () => {
  const part = (flag: number, text: string) => {
    const [header, ...rest] = recordIo(Buffer.from(text));
    header![7] = flag << 5;
    return [header!, ...rest];
  };
  const divided = Buffer.concat([...part(1, 'left'), ...part(2, 'middle'), ...part(3, 'right'), ...part(0, 'next')]);
  expect(await read(stream(divided))).toEqual([`left${MAGIC}middle${MAGIC}right`, 'next']);
});

it('refuses another format and a stream that ends within a record', async () => {
  await expect(read(stream(Buffer.from('{"source-ref":"s3://b/k"}')))).rejects.toThrow('magic number');
  await expect(read(stream(bytes.subarray(0, bytes.length - 1)))).rejects.toThrow('ends within a record');
  await expect(read(stream(bytes.subarray(0, 3)))).rejects.toThrow('ends within a record');
});
