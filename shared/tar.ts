import { InvalidDocumentError } from './errors.ts';

/** One regular file of an archive; `name` is relative, with `/`. */
export interface TarEntry {
  name: string;
  content: Buffer;
}

const BLOCK = 512;
const NAME_BYTES = 100;
const PREFIX_BYTES = 155;

/** A POSIX ustar archive; the same entries give the same bytes. */
export function writeTar(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap(({ name, content }) => [
    header(name, content.length),
    content,
    Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK),
  ]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function header(name: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const { base, prefix } = splitName(name);
  const octal = (value: number, width: number) => value.toString(8).padStart(width - 1, '0');
  block.write(base, 0);
  block.write(octal(0o644, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136);
  block.write('        ', 148);
  block.write('0', 156);
  block.write('ustar\x0000', 257, 'latin1');
  block.write(prefix, 345);
  block.write(`${octal(checksum(block), 7)}\0 `, 148);
  return block;
}

function splitName(name: string): { base: string; prefix: string } {
  if (Buffer.byteLength(name) <= NAME_BYTES) return { base: name, prefix: '' };
  for (let at = name.indexOf('/'); at > 0; at = name.indexOf('/', at + 1)) {
    const [prefix, base] = [name.slice(0, at), name.slice(at + 1)];
    if (Buffer.byteLength(base) <= NAME_BYTES && Buffer.byteLength(prefix) <= PREFIX_BYTES) return { base, prefix };
  }
  throw new InvalidDocumentError(`the file name ${JSON.stringify(name)} is too long for an archive`);
}

/** The sum of the header's bytes, its checksum field counted as spaces. */
const checksum = (block: Buffer) =>
  block.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 0x20 : byte), 0);

/**
 * The regular files of a tar archive (ustar, or GNU and pax without long names). Never trusts it: links, devices,
 * absolute paths, `..` and damaged headers are refused. @throws InvalidDocumentError
 */
export function readTar(archive: Buffer): TarEntry[] {
  const entries: TarEntry[] = [];
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const block = archive.subarray(at, at + BLOCK);
    if (block.every((byte) => byte === 0)) break;
    const name = [field(block, 345, PREFIX_BYTES), field(block, 0, NAME_BYTES)].filter(Boolean).join('/');
    const size = readOctal(block, 124, 12, name);
    if (readOctal(block, 148, 8, name) !== checksum(block))
      throw new InvalidDocumentError(`the archive is damaged at ${JSON.stringify(name)}`);
    const end = at + BLOCK + size;
    if (end > archive.length) throw new InvalidDocumentError(`the archive ends within ${JSON.stringify(name)}`);
    const type = String.fromCharCode(block[156]!);
    if (type === '0' || type === '\0')
      entries.push({ name: safeName(name), content: archive.subarray(at + BLOCK, end) });
    else if (type !== '5' && type !== 'g' && type !== 'x')
      throw new InvalidDocumentError(`${JSON.stringify(name)} in the archive is no regular file (type ${type})`);
    at = end + ((BLOCK - (size % BLOCK)) % BLOCK);
  }
  return entries;
}

function field(block: Buffer, start: number, length: number): string {
  const bytes = block.subarray(start, start + length);
  const end = bytes.indexOf(0);
  return bytes.subarray(0, end < 0 ? length : end).toString('utf8');
}

function readOctal(block: Buffer, start: number, length: number, name: string): number {
  const text = field(block, start, length).trim();
  if (!/^[0-7]*$/.test(text))
    throw new InvalidDocumentError(`the archive's header of ${JSON.stringify(name)} is damaged`);
  return Number.parseInt(text || '0', 8);
}

/** `./model.onnx` -> `model.onnx`. */
function safeName(name: string): string {
  const parts = name.split('/').filter((part) => part !== '.');
  if (name.includes('\\') || parts.some((part) => part === '..' || part === ''))
    throw new InvalidDocumentError(`${JSON.stringify(name)} in the archive leads out of its folder`);
  return parts.join('/');
}
