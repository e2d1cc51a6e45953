import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

const DOCKERFILE = 'algorithms/container/Dockerfile';

export interface SourceFile {
  /** Relative to the repository's root, with slashes. */
  path: string;
  content: Buffer;
}

/**
 * What the detector's image is made of: its Dockerfile, and whatever that copies from the repository.
 * @param root the repository's folder
 */
export function detectorSources(root: string): SourceFile[] {
  const dockerfile = readFileSync(join(root, DOCKERFILE), 'utf8');
  const copied = dockerfile
    .split('\n')
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(/\s+/).slice(1, -1));
  const paths = [...new Set([DOCKERFILE, ...copied])].flatMap((path) => filesUnder(root, path));
  return [...new Set(paths)].sort().map((path) => ({ path, content: readFileSync(join(root, path)) }));
}

function filesUnder(root: string, path: string): string[] {
  if (statSync(join(root, path)).isFile()) return [path];
  return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    );
}

/** The image's tag: 16 hex digits of a hash of its sources, so that the same sources are never built twice. */
export function detectorTag(sources: readonly SourceFile[]): string {
  const hash = createHash('sha256');
  for (const { path, content } of sources) hash.update(`${path} ${content.length}\n`).update(content);
  return hash.digest('hex').slice(0, 16);
}

/** 1980-01-01: a zip of the same files is the same bytes. */
const DOS_DATE = 0x21;
const UTF8_NAMES = 0x800;

/** A zip archive of the files, stored as they are (PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16). */
export function zip(files: readonly SourceFile[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, content } of files) {
    const name = Buffer.from(path);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(UTF8_NAMES, 2);
    shared.writeUInt16LE(DOS_DATE, 8);
    shared.writeUInt32LE(crc32(content), 10);
    shared.writeUInt32LE(content.length, 14);
    shared.writeUInt32LE(content.length, 18);
    shared.writeUInt16LE(name.length, 22);
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), shared, name, content);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), shared, entry, name);
    offset += 4 + shared.length + name.length + content.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}
