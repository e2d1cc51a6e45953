import { readFile } from 'node:fs/promises';
import { createOnce } from '../../shared/aws/s3.ts';
import { projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { s3Uri } from '../../shared/domain/project/s3-uri.ts';
import { sha256 } from '../../shared/sha256.ts';
import { CommandError } from '../command.ts';

/** An ONNX file begins with its IR version, a field of number 1 and type varint. */
const ONNX_START = 0x08;
const MOST_BYTES = 200 * 2 ** 20;

/**
 * Puts a person's own backbone beside the project's images, under the hash of its bytes. Training says whether its
 * outputs fit.
 * @returns its S3 URI, for `training.backbone`
 * @throws CommandError when the file cannot be read, or is no ONNX file
 */
export async function bringBackbone(bucket: string, project: string, file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: Error) => {
    throw new CommandError(`the backbone ${file} cannot be read`, { why: error.message });
  });
  if (bytes[0] !== ONNX_START || bytes.length > MOST_BYTES)
    throw new CommandError(`${file} is no backbone`, {
      why: bytes[0] === ONNX_START ? `it has ${bytes.length} bytes, more than ${MOST_BYTES}` : 'it is no ONNX file',
      todo: 'docs/pretrained.md says what a backbone is',
    });
  const key = projectKeys(project).backbone(sha256(bytes));
  await createOnce(bucket, key, bytes);
  return s3Uri(bucket, key);
}
