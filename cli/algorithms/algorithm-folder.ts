import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod/mini';
import { findProgram } from '../../local-cloud/sagemaker/container/program.ts';
import { type AlgorithmFile, algorithmFileSchema, type OwnAlgorithm } from '../../shared/contracts/own-algorithm.ts';
import { CommandError } from '../command.ts';

export const ALGORITHM_FILE = 'algorithm.json';
export const REQUIREMENTS_FILE = 'requirements.txt';
const EXAMPLE = 'see examples/custom-algorithm and docs/algorithms.md';

/** A folder that holds an algorithm: its programs, and what it says of itself. */
export interface AlgorithmFolder {
  /** Absolute. */
  folder: string;
  file: AlgorithmFile;
  /** Path of requirements.txt, where there is one. */
  requirements: string | undefined;
}

/**
 * Reads what an algorithm's folder says of itself.
 * @param needs `description`: an image of it runs, or it is only spoken of, so its programs may be anywhere
 * @throws CommandError naming what is missing or wrong
 */
export function readAlgorithmFolder(dir: string, needs: 'programs' | 'description' = 'programs'): AlgorithmFolder {
  const folder = resolve(dir);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new CommandError(`there is no folder ${dir}`, { todo: `name the one that holds the algorithm; ${EXAMPLE}` });
  for (const entry of ['train', 'serve'] as const)
    if (needs === 'programs' && !findProgram(folder, entry))
      throw new CommandError(`${dir} has no program ${entry}`, {
        why: `SageMaker runs \`${entry}\` in a container; here it is a file ${entry}, ${entry}.py, ${entry}.mjs, ${entry}.js or ${entry}.sh`,
        todo: EXAMPLE,
      });
  const requirements = join(folder, REQUIREMENTS_FILE);
  return {
    folder,
    file: readAlgorithmFile(join(folder, ALGORITHM_FILE)),
    requirements: existsSync(requirements) ? requirements : undefined,
  };
}

/** Whether the folder says itself how its image is built; else labelloop does, for its programs. */
export const hasDockerfile = (folder: string) => existsSync(join(folder, 'Dockerfile'));

function readAlgorithmFile(path: string): AlgorithmFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new CommandError(`there is no ${path}`, {
      why: 'it says which channels the algorithm reads and how it answers',
      todo: `e.g. {"channels": "coco", "answer": "coco"}; ${EXAMPLE}`,
    });
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new CommandError(`${path} is no JSON`, { why: (error as Error).message });
  }
  const read = z.safeParse(algorithmFileSchema, document);
  if (read.success) return read.data;
  const issues = read.error.issues.map(({ path: at, message }) => `${at.join('.') || 'the file'}: ${message}`);
  throw new CommandError(`${path} is not valid`, { why: issues.join('; '), todo: EXAMPLE });
}

/** What a project says of the algorithm. */
export function describedAlgorithm({ file }: AlgorithmFolder, image: string): OwnAlgorithm {
  const { channels, inputMode, answer, metrics, trainImage } = file;
  return {
    ...{ image, channels, answer },
    ...(trainImage !== undefined && { trainImage }),
    ...(inputMode && { inputMode }),
    ...(metrics && { metrics }),
  };
}
