import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { buildFunctions } from '../../build.mjs';
import type { Stack } from '../../local-cloud/template/stack.ts';

export const root = resolve(import.meta.dirname, '../..');

/** Template and zips of `serverless package`, in a folder that is named by what they were made from. */
export interface Package {
  folder: string;
  templatePath: string;
  stack: Stack;
}

/**
 * Packages without credentials, home folder or network settings; once for each state of the sources.
 * @throws with the framework's own words
 */
export async function packageService(): Promise<Package> {
  const bundles = await buildFunctions();
  const sources = ['serverless.yml', 'statemachine/label-train-deploy.asl.json', 'package-lock.json']
    .concat(readdirSync(join(root, 'infrastructure')).map((file) => `infrastructure/${file}`))
    .map((file) => join(root, file))
    .concat(bundles.flatMap(({ files }) => files));
  const hash = createHash('sha256');
  for (const source of sources) hash.update(readFileSync(source));
  const packages = join(root, 'dist', '.package');
  const folder = join(packages, hash.digest('hex').slice(0, 16));
  const templatePath = join(folder, 'cloudformation-template-update-stack.json');
  if (!existsSync(templatePath)) {
    const fresh = join(packages, `${process.pid}.new`);
    mkdirSync(fresh, { recursive: true });
    const environment = { PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}` };
    await promisify(execFile)('serverless', ['package', '--package', fresh], { cwd: root, env: environment });
    for (const other of readdirSync(packages).filter((name) => !name.endsWith('.new')))
      rmSync(join(packages, other), { recursive: true, force: true });
    renameSync(fresh, folder);
  }
  const { Resources } = JSON.parse(readFileSync(templatePath, 'utf8')) as { Resources: Stack };
  return { folder, templatePath, stack: Resources };
}
