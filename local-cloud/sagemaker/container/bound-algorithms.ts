import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { parseJson } from '../../../shared/contracts/parse.ts';
import { writeWholeFile } from '../../disk/write-whole-file.ts';
import { dockerImageSchema } from './docker.ts';
import type { Programs } from './program.ts';

/** `<data>/algorithms/<name>.json`: the folder whose programs the laptop runs for an image. */
export const boundAlgorithmSchema = z.strictObject({
  version: z.literal(1),
  name: z.string(),
  image: z.string(),
  /** Absolute; holds the programs `train` and `serve`. */
  folder: z.string(),
  /** The virtual environment that its requirements.txt asks for; null = it has none. */
  environment: z.nullable(z.string()),
  /** Docker runs an image, which is on this machine under a name of its own where it was built here. */
  docker: z.optional(dockerImageSchema),
});
export type BoundAlgorithm = z.infer<typeof boundAlgorithmSchema>;

const bindings = (dataDir: string) => join(dataDir, 'algorithms');
const fileOf = (dataDir: string, name: string) => join(bindings(dataDir), `${name}.json`);

/** What runs for a binding. */
export const programsOf = ({ folder, environment, docker }: BoundAlgorithm): Programs => ({
  ...{ folder, isBound: true, environment },
  ...(docker && { docker }),
});

/** Every image that is bound to a folder, by name. A cloud that runs sees a new one at once. */
export function listBoundAlgorithms(dataDir: string): BoundAlgorithm[] {
  let names: string[];
  try {
    names = readdirSync(bindings(dataDir)).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
  return names.sort().map((name) => {
    const path = join(bindings(dataDir), name);
    return parseJson(boundAlgorithmSchema, readFileSync(path, 'utf8'), path);
  });
}

/** Binds, or binds anew. */
export function bindAlgorithm(dataDir: string, binding: BoundAlgorithm): void {
  mkdirSync(bindings(dataDir), { recursive: true });
  writeWholeFile(fileOf(dataDir, binding.name), `${JSON.stringify(binding, null, 2)}\n`);
}

export const unbindAlgorithm = (dataDir: string, name: string) => rmSync(fileOf(dataDir, name), { force: true });
