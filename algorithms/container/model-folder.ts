import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { parseJson } from '../../shared/contracts/parse.ts';

export const MODEL_FILE = 'model.onnx';
/** What the graph does not say, beside it. */
export const METADATA_FILE = 'metadata.json';

/** Models without a word about it are of the time when there was one algorithm only. */
export const FIRST_ALGORITHM = 'detector';

const namedSchema = z.looseObject({ algorithm: z.optional(z.string()) });

/** The algorithm that trained the model in this folder. @throws InvalidDocumentError */
export async function algorithmOf(folder: string): Promise<string> {
  const metadata = await readFile(join(folder, METADATA_FILE), 'utf8');
  return parseJson(namedSchema, metadata, METADATA_FILE).algorithm ?? FIRST_ALGORITHM;
}

/** Each file takes its place whole: who kills training in between leaves none of half a model. */
export async function writeModel(folder: string, model: Uint8Array, metadata: object): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of [
    [MODEL_FILE, model],
    [METADATA_FILE, JSON.stringify(metadata, null, 2)],
  ] as const) {
    await writeFile(join(folder, `${name}.new`), content);
    await rename(join(folder, `${name}.new`), join(folder, name));
  }
}
