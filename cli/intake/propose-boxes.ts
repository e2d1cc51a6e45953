import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { createOnce } from '../../shared/aws/s3.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import { proposalsSchema } from '../../shared/contracts/proposals.ts';
import { readRecords } from '../../shared/documents/ledger.ts';
import { projectKeys } from '../../shared/domain/project/bucket-keys.ts';

const PROPOSE = join(resolve(import.meta.dirname, '../..'), 'algorithms/backbone/propose.ts');

export interface ProposeRequest {
  bucket: string;
  project: string;
  /** By SHA-256, where the image lies on this machine. */
  files: ReadonlyMap<string, string>;
  environment: NodeJS.ProcessEnv;
  progress(done: number, total: number): void;
}

/**
 * Writes proposals of boxes beside the train images, from which one click chooses in the portal; validation images get none, so that their truth is
 * people's own. A process of its own computes them. They are help, so nothing waits for them and nothing fails with them.
 * @returns how many images have proposals now, and why not all if something went wrong
 */
export async function proposeBoxes(request: ProposeRequest): Promise<{ images: number; problem?: string }> {
  const { bucket, project, files, environment, progress } = request;
  const records = await readRecords(bucket, project, [...files.keys()]);
  const wanted = records.filter(({ split, outcome }) => split === 'train' && outcome !== 'labeled');
  if (wanted.length === 0) return { images: 0 };
  const child = spawn(process.execPath, [PROPOSE], { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  // A child that ends early leaves the rest of its input unread: its exit code tells.
  child.stdin.on('error', () => {});
  child.stdin.end(wanted.map(({ sha256 }) => `${files.get(sha256)!}\n`).join(''));
  const closed = once(child, 'close');
  let answered = 0;
  let images = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const { sha256 } = wanted[answered++]!;
    if (line !== 'null') {
      const proposals = parseJson(proposalsSchema, line, `the proposals of ${files.get(sha256)}`);
      await createOnce(bucket, projectKeys(project).proposals(sha256), JSON.stringify(proposals));
      images++;
    }
    progress(answered, wanted.length);
  }
  const [code] = await closed;
  const reason = /^\w*Error.*$/m.exec(complaint)?.[0] ?? `it ended with ${code}`;
  return code === 0 ? { images } : { images, problem: reason };
}
