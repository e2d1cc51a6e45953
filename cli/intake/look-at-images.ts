import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod/mini';
import { createOnce } from '../../shared/aws/s3.ts';
import { embeddingSchema } from '../../shared/contracts/embedding.ts';
import type { LedgerRecord } from '../../shared/contracts/ledger-record.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import { proposalsSchema } from '../../shared/contracts/proposals.ts';
import { keepEmbedding, readEmbeddings } from '../../shared/documents/embeddings.ts';
import { readRecords } from '../../shared/documents/ledger.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { videoOf } from '../../shared/domain/batches/video-frames.ts';
import { LookAlikes } from '../../shared/domain/embeddings/look-alikes.ts';
import { keepCopiesTogether } from './keep-copies-together.ts';
import type { NearCopy } from './sides-of-copies.ts';

const PROPOSE = join(resolve(import.meta.dirname, '../..'), 'algorithms/backbone/propose.ts');
/** Images whose near-copies are looked for in one go, before their proposals are written. */
const PART = 200;

const lookSchema = z.nullable(z.object({ proposals: proposalsSchema, embedding: embeddingSchema }));
type Look = NonNullable<z.infer<typeof lookSchema>>;

export interface LookRequest {
  bucket: string;
  project: string;
  /** By SHA-256, where the image lies on this machine. */
  files: ReadonlyMap<string, string>;
  /** Whether people draw boxes: then train images get proposals. */
  withProposals: boolean;
  /** The project's, where people draw boxes: those that the backbone knows are suggested from the first image. */
  labels: readonly string[];
  environment: NodeJS.ProcessEnv;
  progress(done: number, total: number): void;
}

export interface Looked {
  /** How many images have an embedding now, and how many proposals. */
  embedded: number;
  proposed: number;
  /** How many of these have boxes of the project's labels already. */
  suggested: number;
  /** New images that show the same picture as an earlier one. */
  copies: NearCopy[];
  /** Why not all, if something went wrong. */
  problem?: string;
}

/**
 * Looks at images through the pretrained features, in a process of its own: keeps an embedding of each, puts
 * near-copies on one side of the dataset while they may still move, and writes proposals of boxes for train images
 * alone, so that validation's truth is people's own. It is help: nothing waits for it and nothing fails with it.
 */
export async function lookAtImages(request: LookRequest): Promise<Looked> {
  const { bucket, project, files, environment, progress } = request;
  const own = projectBucket(bucket, project);
  const records = await readRecords(own, [...files.keys()]);
  const known = await readEmbeddings(own);
  const wanted = records.filter(({ sha256, outcome }) => !known.has(sha256) || outcome !== 'labeled');
  if (wanted.length === 0) return { embedded: 0, proposed: 0, suggested: 0, copies: [] };
  const others = await readRecords(own, [...known.keys()]);
  const sides = new Map(others.map(({ sha256, split }) => [sha256, split]));
  const child = spawn(process.execPath, [PROPOSE, ...request.labels], {
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = reasonOf(child);
  child.stdin.end(wanted.map(({ sha256 }) => `${JSON.stringify(files.get(sha256))}\n`).join(''));
  const looked: Looked = { embedded: 0, proposed: 0, suggested: 0, copies: [] };
  let part: Array<{ record: LedgerRecord; look: Look }> = [];
  const finish = async () => {
    for (const { record, look } of part) {
      known.set(record.sha256, look.embedding);
      await keepEmbedding(own, record.sha256, look.embedding);
      sides.set(record.sha256, record.split);
    }
    looked.embedded += part.length;
    looked.copies.push(...(await joinSides(request, known, sides, part)));
    for (const { record, look } of part) {
      if (!request.withProposals || sides.get(record.sha256) !== 'train' || record.outcome === 'labeled') continue;
      await createOnce(bucket, own.keys.proposals(record.sha256), JSON.stringify(look.proposals));
      looked.proposed++;
      if (look.proposals.suggestions) looked.suggested++;
    }
    part = [];
  };
  let answered = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const record = wanted[answered++]!;
    const look = parseJson(lookSchema, line, `what is seen in ${files.get(record.sha256)}`);
    if (look) part.push({ record, look });
    if (part.length === PART) await finish();
    progress(answered, wanted.length);
  }
  await finish();
  const problem = await ended;
  return problem === undefined ? looked : { ...looked, problem };
}

/** Why the process ended badly; undefined: it did not. */
async function reasonOf(child: ChildProcess): Promise<string | undefined> {
  let complaint = '';
  child.stderr!.on('data', (chunk) => {
    complaint += chunk;
  });
  // A child that ends early leaves the rest of its input unread: its exit code tells.
  child.stdin!.on('error', () => {});
  const [code] = await once(child, 'close');
  return code === 0 ? undefined : (/^\w*Error.*$/m.exec(complaint)?.[0] ?? `it ended with ${code}`);
}

/** Moves the part's images that may move; `sides` says afterwards where all are. */
function joinSides(
  { bucket, project }: LookRequest,
  known: ConstructorParameters<typeof LookAlikes>[0],
  sides: Map<string, LedgerRecord['split']>,
  part: ReadonlyArray<{ record: LedgerRecord }>,
): Promise<NearCopy[]> {
  const records = part.map(({ record }) => record);
  // Frames stay where their video is: they look like their neighbours, and like another video of the place.
  const isAlone = (record: LedgerRecord) => videoOf(record.originalKey) === undefined;
  return keepCopiesTogether({ bucket, project }, new LookAlikes(known), sides, records, isAlone);
}
