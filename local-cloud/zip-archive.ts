import { crc32, inflateRawSync } from 'node:zlib';

/** Signatures and fixed sizes of PKWARE's APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16. */
const END_OF_DIRECTORY = 0x06054b50;
const END_BYTES = 22;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  name: string;
  method: number;
  crc: number;
  compressedBytes: number;
  bytes: number;
  /** Where the local header begins. */
  at: number;
}

/**
 * The names in a zip archive's directory.
 * @throws Error for bytes that are no such archive, or have a comment at their end
 */
export const zipNames = (bytes: Uint8Array): string[] => entriesOf(bufferOf(bytes)).map(({ name }) => name);

/**
 * The files in a zip archive, by their names; folders have none.
 * @throws Error for bytes that are no such archive, a method that is neither stored nor deflated, damaged contents, and
 *   names that lead out of a folder
 */
export function zipFiles(bytes: Uint8Array): Map<string, Buffer> {
  const archive = bufferOf(bytes);
  const files = new Map<string, Buffer>();
  for (const { name, method, crc, compressedBytes, bytes: size, at } of entriesOf(archive)) {
    if (name.endsWith('/')) continue;
    if (/^[/\\]|^[a-z]:|(^|[/\\])\.\.([/\\]|$)/i.test(name))
      throw new Error(`${name} leads out of the archive's folder`);
    const begin = at + LOCAL_HEADER_BYTES + archive.readUInt16LE(at + 26) + archive.readUInt16LE(at + 28);
    const stored = archive.subarray(begin, begin + compressedBytes);
    if (method !== STORED && method !== DEFLATED) throw new Error(`${name} is packed by method ${method}`);
    const content = method === STORED ? stored : inflateRawSync(stored, { maxOutputLength: Math.max(1, size) });
    if (content.length !== size || crc32(content) !== crc) throw new Error(`${name} is damaged in the archive`);
    files.set(name, content);
  }
  return files;
}

const bufferOf = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function entriesOf(archive: Buffer): Entry[] {
  const end = archive.length - END_BYTES;
  if (end < 0 || archive.readUInt32LE(end) !== END_OF_DIRECTORY) throw new Error('this is no zip archive');
  const entries: Entry[] = [];
  for (let at = archive.readUInt32LE(end + 16), left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (archive.readUInt32LE(at) !== ENTRY) throw new Error("the zip archive's directory is damaged");
    const long = archive.readUInt16LE(at + 28);
    entries.push({
      name: archive.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + long),
      method: archive.readUInt16LE(at + 10),
      crc: archive.readUInt32LE(at + 16),
      compressedBytes: archive.readUInt32LE(at + 20),
      bytes: archive.readUInt32LE(at + 24),
      at: archive.readUInt32LE(at + 42),
    });
    at += ENTRY_BYTES + long + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}
