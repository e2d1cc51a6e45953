import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc';

/** A running checksum; `digest` is what AWS puts, base64-encoded, into `x-amz-checksum-<name>`. */
export interface RunningChecksum {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array | Promise<Uint8Array>;
}

function runningCrc32(): RunningChecksum {
  let value = 0;
  return {
    update(bytes) {
      value = crc32(bytes, value);
    },
    digest() {
      const digest = Buffer.alloc(4);
      digest.writeUInt32BE(value);
      return digest;
    },
  };
}

const ALGORITHMS: Record<string, () => RunningChecksum> = {
  crc32: runningCrc32,
  crc32c: () => new Crc32c(),
  crc64nvme: () => new Crc64Nvme(),
  sha1: () => createHash('sha1'),
  sha256: () => createHash('sha256'),
};

export const CHECKSUM_NAMES = Object.keys(ALGORITHMS);

/** Undefined for an algorithm that is not among `CHECKSUM_NAMES`. */
export const startChecksum = (name: string): RunningChecksum | undefined => ALGORITHMS[name]?.();
