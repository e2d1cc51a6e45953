import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { InvalidDocumentError, ObjectMissingError } from '../../shared/errors.ts';
import { type Backbone, hashOf, readBackbone } from './backbone.ts';
import { encodeSsdMobilenet } from './ssd-mobilenet.ts';

export const PACKAGE = '@mediapipe/objectron';

/** The package's file, and where in it the network begins; see its objectron_solution_packed_assets_loader.js. */
const ASSETS = { file: 'objectron_solution_packed_assets.data', start: 184, end: 9_987_912 };

/** SHA-256 of what `encodeSsdMobilenet` makes of version 0.4.1675468480. */
export const PRETRAINED_HASH = 'df692ce36a329bcdc51709b8da330f09ceb0df0b6ff24ccfa1a9d8214355eafd';

/**
 * The backbone that comes with the project (docs/pretrained.md): the file that `environment.LABELLOOP_BACKBONE` names,
 * which the container brings, else converted from the npm package, which takes a twentieth of a second.
 * @throws ObjectMissingError when it is absent, InvalidDocumentError when it is damaged or of another version
 */
export async function loadPretrained(environment: NodeJS.ProcessEnv): Promise<Backbone> {
  const file = environment.LABELLOOP_BACKBONE;
  const bytes = file ? await read(file) : await convertPackage();
  const what = file ?? PACKAGE;
  if (hashOf(bytes) !== PRETRAINED_HASH)
    throw new InvalidDocumentError(
      file ? `${file} is damaged: build the image again` : `${PACKAGE} has other content than expected: run npm ci`,
    );
  return readBackbone(bytes, what);
}

function installedFolder(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`));
  } catch (cause) {
    throw new ObjectMissingError(`the package ${PACKAGE} is not installed: run npm ci`, { cause });
  }
}

/**
 * The network of an npm package as ONNX.
 * @param folder the package's; where it is installed when nothing is said
 * @throws ObjectMissingError when the package or its file is absent, InvalidDocumentError when it holds something else
 */
export async function convertPackage(folder = installedFolder()): Promise<Uint8Array> {
  const packed = await read(join(folder, ASSETS.file));
  try {
    return encodeSsdMobilenet(packed.subarray(ASSETS.start, ASSETS.end));
  } catch (cause) {
    const { version } = JSON.parse((await read(join(folder, 'package.json'))).toString()) as { version: string };
    throw new InvalidDocumentError(`${PACKAGE} ${version} holds another network than expected: run npm ci`, { cause });
  }
}

async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new ObjectMissingError(`${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
