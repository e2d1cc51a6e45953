import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Structure } from '../template/cloudformation-yaml.ts';
import { zipFiles } from '../zip-archive.ts';

/**
 * The code of deployed functions: what their archives held when the stack made or changed them. As on AWS, an archive
 * that goes later takes nothing away.
 */
export class CodeFolders {
  readonly #folder: string;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'function-code');
  }

  /**
   * Where a function's archive is unpacked: the root that its handler is relative to.
   * @param code the property `Code`
   */
  of(code: Structure): string {
    const name = JSON.stringify([code.S3Bucket, code.S3Key, code.S3ObjectVersion ?? null]);
    return join(this.#folder, createHash('sha256').update(name).digest('hex').slice(0, 24));
  }

  /**
   * Unpacks an archive unless it is there.
   * @param read gives the object's bytes
   * @throws Error in Lambda's words when it is missing or no archive
   */
  async unpack(code: Structure, read: (bucket: string, key: string) => Promise<Uint8Array>): Promise<void> {
    const folder = this.of(code);
    if (existsSync(folder)) return;
    const bytes = await read(String(code.S3Bucket), String(code.S3Key)).catch((error: Error) => {
      throw new Error(
        `Error occurred while GetObject. S3 Error Code: ${error.name}. S3 Error Message: ${error.message}`,
      );
    });
    let files: Map<string, Buffer>;
    try {
      files = zipFiles(bytes);
    } catch (error) {
      throw new Error(`Could not unzip uploaded file: ${(error as Error).message}`);
    }
    // A process that is killed in between leaves nothing that looks whole.
    const fresh = `${folder}.new`;
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh, { recursive: true });
    for (const [name, content] of files) {
      mkdirSync(dirname(join(fresh, name)), { recursive: true });
      writeFileSync(join(fresh, name), content);
    }
    renameSync(fresh, folder);
  }
}
